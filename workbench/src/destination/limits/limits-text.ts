import type { DestinationChange } from '../../api/types.ts';
import type { Translate } from '../../i18n/i18n.tsx';

/** Returns a text such as `20 per second, 5 at the same time`. @param t of the messages of limits */
export function limitsText(
  limits: DestinationChange['delivery_limits'],
  t: Translate<'shown_per_second' | 'shown_in_flight' | 'none'>,
): string {
  const shown = [
    ...(limits?.per_second ? [t('shown_per_second', { count: limits.per_second })] : []),
    ...(limits?.max_in_flight ? [t('shown_in_flight', { count: limits.max_in_flight })] : []),
  ];
  return shown.join(', ') || t('none');
}
