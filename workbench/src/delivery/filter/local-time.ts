/** Converts between times and the date and time fields of a form, in the time zone of the browser. */

export interface LocalParts {
  /** `2026-11-25`; empty when no date is selected. */
  readonly date: string;
  /** `14:03:22`, `14:03` or `14`. */
  readonly clock: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** @param moment RFC 3339; any other text results in empty fields */
export function localParts(moment: string): LocalParts {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return { date: '', clock: '' };
  return {
    date: [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-'),
    clock: [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':'),
  };
}

/** Returns RFC 3339; undefined without a date. Missing parts of the time are zero. */
export function momentOf({ date, clock }: LocalParts): string | undefined {
  if (date === '') return undefined;
  const [hours = '', minutes = '', seconds = ''] = clock.split(':');
  const at = new Date(`${date}T${[hours, minutes, seconds].map((part) => part.padStart(2, '0')).join(':')}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
