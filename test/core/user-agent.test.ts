import { expect, it } from 'vitest';
import { LISTEN_USER_AGENT, USER_AGENT } from '../../lambdas/core/user-agent.ts';
import packageJson from '../../package.json' with { type: 'json' };

it('names the version of the package in each User-Agent', () => {
  const product = `Waybill/${packageJson.version} `;
  expect(USER_AGENT).toContain(product);
  expect(LISTEN_USER_AGENT).toContain(product);
});
