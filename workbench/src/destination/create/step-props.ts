import type { CommonDraft, FilledDraft } from './draft.ts';

/** The properties of every step. */
export interface StepProps {
  readonly draft: FilledDraft;
  readonly change: (changes: Partial<CommonDraft>) => void;
  /** Returns the error of a field of the API, or an empty text while there is none to show. */
  readonly errorFor: (field: string) => string;
}
