import { Fragment } from 'react';

/** A long text that breaks into lines after the given characters rather than anywhere. */
export function BreakingText({ text, after }: { text: string; after: RegExp }) {
  return (
    <span className="workbench-anywhere">
      {text.split(after).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part may come twice, and none moves
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
