import { Fragment } from 'react';

/** A type or pattern, which breaks into lines between its words rather than within one. */
export function EventTypeName({ type }: { type: string }) {
  const words = type.split(/(?<=[._-])/);
  return (
    <span className="workbench-anywhere">
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none moves
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </span>
  );
}
