import { expect, test } from 'vitest';
import { checkSequences } from './check-sequences.ts';

const RUNS = 200;
/** The same sequences each time. `npm run chaos -- model` runs others. */
const SEED = 88;

test('whatever happens, every accepted event is delivered, has failed for a true reason, or is on its way', async () => {
  const { failure } = await checkSequences({ runs: RUNS, seed: SEED });
  expect(failure).toBeUndefined();
});
