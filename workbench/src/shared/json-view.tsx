import CodeView from '@cloudscape-design/code-view/code-view';
import json from '@cloudscape-design/code-view/highlight/json';
import { Copy } from './copy.tsx';
import { MAX_COLOURED, pretty } from './json-text.ts';
import { LongText } from './long-text.tsx';

/** JSON of any size, to be read and copied: coloured, or where it is large plain. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = pretty(value);
  if (text.length > MAX_COLOURED) return <LongText text={text} label={label} />;
  return (
    <CodeView
      ariaLabel={label}
      content={text}
      highlight={json}
      wrapLines
      lineNumbers={false}
      actions={<Copy variant="icon" text={text} />}
    />
  );
}
