/** A moment as fields of a form have it, in the time zone of whoever fills them in. */

export interface LocalParts {
  /** `2026-11-25`; empty when not chosen. */
  readonly date: string;
  /** `14:03:22`, the end of it left out or not. */
  readonly clock: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** @param moment RFC 3339; empty fields for anything that is no moment */
export function localParts(moment: string): LocalParts {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return { date: '', clock: '' };
  return {
    date: [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-'),
    clock: [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':'),
  };
}

/** RFC 3339; undefined until there is a date. What is left out of the time of day is zero. */
export function momentOf({ date, clock }: LocalParts): string | undefined {
  if (date === '') return undefined;
  const [hours = '', minutes = '', seconds = ''] = clock.split(':');
  const at = new Date(`${date}T${[hours, minutes, seconds].map((part) => part.padStart(2, '0')).join(':')}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
