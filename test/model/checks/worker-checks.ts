/** What must hold when a worker that had messages ends. */
import { ALL } from '../world/identity.ts';
import type { Ending } from '../world/simulation.ts';
import type { Received, State, Worker } from '../world/state.ts';

export function deliverEnded(state: State, worker: Worker, ending: Ending<readonly string[]>): void {
  if (ending.how === 'died') return;
  const { ledger } = state;
  const isHarmed = (delivery: string) => worker.touched.has(ALL) || worker.touched.has(delivery);
  const batch = [...(state.batches.get(worker)?.values() ?? [])];

  const unharmed = batch.filter(({ message }) => !isHarmed(message.delivery));
  const kept = new Set(ending.how === 'returned' ? ending.value : batch.map(({ message }) => message.id));
  // Two copies of a message in one batch have one id: what is kept of one is kept of both.
  const isLeft = ({ message, hidden }: Received) => !message.isRepeated && kept.has(message.id) && !hidden;
  const left = unharmed.find(isLeft);
  if (left) {
    const how = ending.how === 'threw' ? `threw ${ending.error}` : 'kept it without a time';
    ledger.violate('neighbours of a fault are not harmed', `${left.message.delivery}: ${worker.name} ${how}`);
  }
  for (const sent of ledger.sent) {
    if (sent.worker !== worker || sent.recorded || sent.cutShort || isHarmed(sent.delivery)) continue;
    ledger.violate('an attempt that was made is recorded', `${sent.delivery}: ${sent.token} by ${worker.name}`);
  }
}
