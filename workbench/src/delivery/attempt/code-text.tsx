import CodeView from '@cloudscape-design/code-view/code-view';
import json from '@cloudscape-design/code-view/highlight/json';
import { Copy } from '../../shared/copy.tsx';
import { MAX_HIGHLIGHTED } from '../../shared/json-text.ts';
import { LongText } from '../../shared/long-text.tsx';
import { asJson } from './excerpt.ts';

/** Shows a body or headers with a copy button. JSON is indented and highlighted. */
export default function CodeText({ text, label }: { text: string; label: string }) {
  const indented = asJson(text);
  const shown = indented ?? text;
  if (shown.length > MAX_HIGHLIGHTED) return <LongText text={shown} copied={text} label={label} />;
  return (
    <CodeView
      ariaLabel={label}
      content={shown}
      {...(indented === undefined ? {} : { highlight: json })}
      wrapLines
      actions={<Copy variant="icon" text={text} />}
    />
  );
}
