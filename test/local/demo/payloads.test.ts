import { expect, test } from 'vitest';
import { publishSchema } from '../../../lambdas/contract/publish/publish.ts';
import { githubPayloads } from '../../../local/demo/payloads.ts';

test('every payload has a valid event type made of its event and action', () => {
  const payloads = githubPayloads();
  for (const { type, object } of payloads) publishSchema.parse({ type, data: { object } });
  const types = new Set(payloads.map(({ type }) => type));
  expect(types).toContain('github.issues.opened');
  expect(types).toContain('github.push');
  expect([...types].filter((type) => type.includes('undefined'))).toEqual([]);
});
