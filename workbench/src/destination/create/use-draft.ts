import { useCallback, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { DestinationType } from '../../api/types.ts';
import { type CommonDraft, type Draft, EMPTY_DRAFT, isTouched, withTarget, withType } from './draft.ts';
import { readDraft } from './stored-draft.ts';

const NAME = 'waybill.new-destination';

/** The input of the wizard. It is stored in the tab until the destination is created, so it survives a reload. */
export function useDraft() {
  const { scope } = useSession();
  const key = `${NAME} ${scope}`;
  const [draft, setDraft] = useState<Draft>(() => read(key));
  const [restored, setRestored] = useState(() => isTouched(draft));

  const update = useCallback(
    (next: (draft: Draft) => Draft) =>
      setDraft((before) => {
        const after = next(before);
        store(key, after);
        return after;
      }),
    [key],
  );
  const change = useCallback(
    (changes: Partial<CommonDraft>) => update((before) => ({ ...before, ...changes })),
    [update],
  );
  const changeType = useCallback((type: DestinationType) => update((before) => withType(before, type)), [update]);
  const changeTarget = useCallback((changes: object) => update((before) => withTarget(before, changes)), [update]);
  const discard = useCallback(() => {
    store(key, undefined);
    setDraft(EMPTY_DRAFT);
    setRestored(false);
  }, [key]);
  /** Hides the note that the input comes from an earlier visit. */
  const dismissRestored = useCallback(() => setRestored(false), []);
  return { draft, change, changeType, changeTarget, discard, restored, dismissRestored };
}

function read(key: string): Draft {
  try {
    return readDraft(sessionStorage.getItem(key));
  } catch {
    return EMPTY_DRAFT;
  }
}

function store(key: string, draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage the input lasts as long as the page.
  }
}
