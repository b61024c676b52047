import type { Draft, FilledDraft } from './draft.ts';

/** What every step gets. */
export interface StepProps {
  readonly draft: FilledDraft;
  readonly change: (changes: Partial<Draft>) => void;
  /** What is wrong with a field of the API, empty when nothing is, or nothing shall be said yet. */
  readonly errorFor: (field: string) => string;
}
