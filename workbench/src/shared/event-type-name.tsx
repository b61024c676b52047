import { BreakingText } from './breaking-text.tsx';

/** A type or pattern, which breaks into lines between its words rather than within one. */
export const EventTypeName = ({ type }: { type: string }) => <BreakingText text={type} after={/(?<=[._-])/} />;
