/** Where an id leads that somebody pasted. */
export interface PastedId {
  readonly kind: 'event' | 'destination';
  readonly id: string;
}

/** `evt_…`, `ed_…`, or `we_…`, which is the same destination; undefined for other texts. */
export function pastedId(text: string): PastedId | undefined {
  const id = text.trim();
  if (/^evt_[A-Za-z0-9_-]+$/.test(id)) return { kind: 'event', id };
  if (/^(ed|we)_[A-Za-z0-9_]+$/.test(id)) return { kind: 'destination', id: id.replace(/^we_/, 'ed_') };
  return undefined;
}
