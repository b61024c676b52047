import CodeView from '@cloudscape-design/code-view/code-view';
import csharp from '@cloudscape-design/code-view/highlight/csharp';
import go from '@cloudscape-design/code-view/highlight/go';
import java from '@cloudscape-design/code-view/highlight/java';
import javascript from '@cloudscape-design/code-view/highlight/javascript';
import php from '@cloudscape-design/code-view/highlight/php';
import python from '@cloudscape-design/code-view/highlight/python';
import ruby from '@cloudscape-design/code-view/highlight/ruby';
import typescript from '@cloudscape-design/code-view/highlight/typescript';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from '../shared/copy.tsx';
import type { GeneratedFile, Language } from './generate/index.ts';
import { builderMessages } from './messages.ts';

const HIGHLIGHT: Readonly<Record<Language, typeof javascript>> = {
  csharp,
  go,
  java,
  javascript,
  php,
  python,
  ruby,
  typescript,
};

/** A generated file, to read, copy and download. */
export function CodeFile({ name, language, code }: GeneratedFile) {
  const t = useMessages(builderMessages);
  return (
    <SpaceBetween size="s">
      {/* Above the code: in its corner they would cover the first line. */}
      <SpaceBetween direction="horizontal" size="xs">
        <Copy variant="button" text={code} />
        <Button iconName="download" onClick={() => download(name, code)}>
          {t('download', { name })}
        </Button>
      </SpaceBetween>
      <CodeView
        ariaLabel={t('code_of', { name })}
        content={code}
        highlight={HIGHLIGHT[language]}
        lineNumbers
        wrapLines
      />
    </SpaceBetween>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  // A browser replaces the slashes of a path.
  link.download = name.split('/').at(-1) ?? name;
  link.click();
  URL.revokeObjectURL(url);
}
