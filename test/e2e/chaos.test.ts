/** The short run of `npm run chaos`. */
import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runChaos } from '../chaos/run/chaos.ts';
import { reportOf } from '../chaos/run/report.ts';
import { SHORT_RUN } from '../chaos/run/steps.ts';
import { mutatedStack } from '../doubles/changed-stack.ts';
import { logGrantUse } from '../doubles/grant-log.ts';
import { storeLine } from '../doubles/platform.ts';

const SEED = 13;

test('500 events are accounted for while workers are killed and AWS fails', async () => {
  const errors: string[] = [];
  const onError = (text: string) => {
    errors.push(text);
    storeLine(text);
  };
  const synthesized = await mutatedStack();
  onTestFinished(() => {
    if (synthesized) rmSync(synthesized, { recursive: true, force: true });
  });
  const result = await runChaos({
    ...SHORT_RUN,
    seed: SEED,
    synthesized,
    onProgress: storeLine,
    onError,
    onGrantUse: logGrantUse,
  });
  expect(errors.filter((text) => text.includes('is not authorized to perform'))).toEqual([]);
  storeLine(reportOf(result));
  expect(result.published).toBe(SHORT_RUN.events);
  for (const { published, states } of result.accounts.values()) {
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(published);
  }
  // On a busy machine, calls take longer than their callers wait, and are repeated although they met no fault.
  expect(result.problems.filter(({ problem }) => problem !== 'unexplained')).toEqual([]);
});
