import CodeView from '@cloudscape-design/code-view/code-view';
import json from '@cloudscape-design/code-view/highlight/json';
import { Copy } from './copy.tsx';

/** JSON, coloured, to be read and copied. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2) ?? '';
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
