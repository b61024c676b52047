import { BreakingText } from './breaking-text.tsx';

/** Shows an event type or pattern, with line breaks only between its words. */
export const EventTypeName = ({ type }: { type: string }) => <BreakingText text={type} after={/(?<=[._-])/} />;
