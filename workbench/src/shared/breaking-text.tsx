import { Fragment } from 'react';

/** Breaks a long text after the given characters instead of anywhere. */
export function BreakingText({ text, after }: { text: string; after: RegExp }) {
  return (
    <span className="workbench-anywhere">
      {text.split(after).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts can be equal, and their order is fixed
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
