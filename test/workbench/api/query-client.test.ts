import { expect, test } from 'vitest';
import { ApiError } from '../../../api-client/api-error.ts';
import { createQueryClient } from '../../../workbench/src/api/query-client.ts';

test('a query is retried twice when it may succeed later, and not otherwise', () => {
  const error = (status: number) => new ApiError('…', { status, code: 'x' });
  const retry = createQueryClient().getDefaultOptions().queries?.retry as (failures: number, error: Error) => boolean;
  expect([retry(0, error(429)), retry(1, error(0)), retry(2, error(429)), retry(0, error(403))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
