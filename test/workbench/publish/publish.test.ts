import { describe, expect, it } from 'vitest';
import { publishCommand } from '../../../workbench/src/publish/publish-command.ts';
import { publishLink } from '../../../workbench/src/publish/publish-link.ts';
import { checkSample } from '../../../workbench/src/publish/sample.ts';

describe('a sample event', () => {
  it('is published in the API version of its example', () => {
    expect(checkSample({ type: ' a.b ', json: '{"id":"1"}', apiVersion: '2026-01-01' })).toEqual({
      body: { type: 'a.b', data: { object: { id: '1' } }, api_version: '2026-01-01' },
    });
    expect(checkSample({ type: 'a.b', json: '{}', apiVersion: undefined }).body).not.toHaveProperty('api_version');
  });

  it('requires a type and a JSON object', () => {
    const problem = (type: string, json: string) => checkSample({ type, json, apiVersion: undefined }).problem;
    expect(problem('', '{}')).toBe('type');
    expect(problem('a.b', '{"id": 1,')).toBe('not_json');
    for (const json of ['[]', 'null', '1', '"x"']) expect(problem('a.b', json)).toBe('not_object');
  });

  it('reports where the JSON is invalid', () => {
    expect(checkSample({ type: 'a.b', json: '{"id": 1,', apiVersion: undefined }).detail).toMatch(/position|line/);
  });
});

describe('the command that publishes', () => {
  it('names the account when it is not the account of the key, and contains no key', () => {
    expect(publishCommand('https://api.test', undefined)).not.toContain('Stripe-Account');
    const command = publishCommand('https://api.test', 'acct_1');
    expect(command).toContain('https://api.test/v1/events');
    expect(command).toContain('Stripe-Account: acct_1');
    expect(command).toContain('$WAYBILL_API_KEY');
  });
});

describe('a link to the dialog', () => {
  it('can contain the event type', () => {
    expect(publishLink('/events')).toBe('/events?publish=');
    expect(publishLink('/events', 'a.b')).toBe('/events?publish=a.b');
  });
});
