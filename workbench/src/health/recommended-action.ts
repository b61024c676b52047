/** The recommended action for a destination, in addition to the advice for its error. */
import type { Destination } from '../api/types.ts';
import type { Health } from './health.ts';

export type RecommendedAction =
  | 'to_do_gone'
  | 'to_do_no_bus'
  | 'to_do_failing'
  | 'to_do_enable'
  | 'to_do_recovered'
  | 'nothing_to_do';

/**
 * Returns undefined when the advice for the error is enough.
 * @param failed number of failed deliveries that can be recovered
 */
export function recommendedActionFor(
  { status, status_details }: Pick<Destination, 'status' | 'status_details'>,
  { state }: Pick<Health, 'state'>,
  failed: number,
): RecommendedAction | undefined {
  if (status === 'disabled') {
    switch (status_details?.disabled.reason) {
      case 'gone':
        return 'to_do_gone';
      case 'no_aws_event_source_exists':
        return 'to_do_no_bus';
      case 'failing':
        return 'to_do_failing';
      default:
        return 'to_do_enable';
    }
  }
  if (state !== 'recovered') return undefined;
  return failed > 0 ? 'to_do_recovered' : 'nothing_to_do';
}
