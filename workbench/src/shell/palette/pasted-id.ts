/** The target of a pasted id. */
export interface PastedId {
  readonly kind: 'event' | 'destination';
  readonly id: string;
}

/** Recognizes `evt_…`, `ed_…`, and `we_…`, which names the same destination; undefined for other texts. */
export function pastedId(text: string): PastedId | undefined {
  const id = text.trim();
  if (/^evt_[A-Za-z0-9_-]+$/.test(id)) return { kind: 'event', id };
  if (/^(ed|we)_[A-Za-z0-9_]+$/.test(id)) return { kind: 'destination', id: id.replace(/^we_/, 'ed_') };
  return undefined;
}
