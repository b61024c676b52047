import { expect, test } from 'vitest';
import { Made } from '../../smoke/made.ts';
import { NotTriedError, passed, type StepResult, Steps } from '../../smoke/steps.ts';
import { eventually } from '../../smoke/waiting.ts';

function startSteps() {
  const stopping = new AbortController();
  const results: StepResult[] = [];
  return { stopping, steps: new Steps(stopping.signal, (result) => results.push(result)), results };
}
const shown = (results: readonly StepResult[]) => results.map(({ name, outcome, detail }) => [name, outcome, detail]);

test('a step that needs one that failed is not tried', async () => {
  const { steps, results } = startSteps();
  const one = await steps.run('One', [], async () => passed('fine', 1));
  const two = await steps.run('Two', [one], async (value): Promise<ReturnType<typeof passed<number>>> => {
    throw new Error(`no ${value}`);
  });
  await steps.run('Three', [one, two], async () => passed('never'));
  await steps.run('Four', [one], async () => {
    throw new NotTriedError('No AWS credentials.');
  });
  expect(shown(results)).toEqual([
    ['One', 'passed', 'fine'],
    ['Two', 'failed', 'no 1'],
    ['Three', 'not tried', 'A step that it needs did not pass.'],
    ['Four', 'not tried', 'No AWS credentials.'],
  ]);
});

test('the signal ends a wait, and no step is tried after it', async () => {
  const { steps, results, stopping } = startSteps();
  const running = steps.run('One', [], async () => {
    await eventually(async () => undefined, { signal: stopping.signal, waitMs: 600_000 });
    return passed('never');
  });
  stopping.abort('Interrupted.');
  await running;
  await steps.run('Two', [], async () => passed('never'));
  expect(shown(results)).toEqual([
    ['One', 'not tried', 'Interrupted.'],
    ['Two', 'not tried', 'Interrupted.'],
  ]);
});

test('everything is removed, the newest first, also after a removal that fails', async () => {
  const order: string[] = [];
  const made = new Made();
  made.add('a', async () => order.push('a'));
  made.add('b', async () => {
    throw new Error('refused');
  });
  made.add('c', async () => order.push('c'));
  expect(await made.removeAll()).toEqual({ removed: 2, failures: ['b: refused'] });
  expect(order).toEqual(['c', 'a']);
});
