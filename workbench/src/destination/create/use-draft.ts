import { useCallback, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { type Draft, EMPTY_DRAFT, isTouched, readDraft } from './draft.ts';

const NAME = 'waybill.new-destination';

/** What is entered, kept in the tab until the destination is there: it outlives going back and forth, and a reload. */
export function useDraft() {
  const { scope } = useSession();
  const place = `${NAME} ${scope}`;
  const [draft, setDraft] = useState<Draft>(() => kept(place));
  const [restored, setRestored] = useState(() => isTouched(draft));

  const change = useCallback(
    (changes: Partial<Draft>) =>
      setDraft((was) => {
        const next = { ...was, ...changes };
        keep(place, next);
        return next;
      }),
    [place],
  );
  const drop = useCallback(() => {
    keep(place, undefined);
    setDraft(EMPTY_DRAFT);
    setRestored(false);
  }, [place]);
  /** That it comes from before is known now. */
  const noteRestored = useCallback(() => setRestored(false), []);
  return { draft, change, drop, restored, noteRestored };
}

function kept(place: string): Draft {
  try {
    return readDraft(sessionStorage.getItem(place));
  } catch {
    return EMPTY_DRAFT;
  }
}

function keep(place: string, draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(place, JSON.stringify(draft));
    else sessionStorage.removeItem(place);
  } catch {
    // Without storage it lasts as long as the page.
  }
}
