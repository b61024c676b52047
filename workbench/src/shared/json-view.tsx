import CodeView from '@cloudscape-design/code-view/code-view';
import json from '@cloudscape-design/code-view/highlight/json';
import { Copy } from './copy.tsx';
import { MAX_HIGHLIGHTED, pretty } from './json-text.ts';
import { LongText } from './long-text.tsx';

/** Shows JSON with a copy button: highlighted, or plain when it is large. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = pretty(value);
  if (text.length > MAX_HIGHLIGHTED) return <LongText text={text} label={label} />;
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
