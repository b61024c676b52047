import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api-client/api-error.ts';
import { createDestinationSchema } from '../../../lambdas/contract/destination/event-destination.ts';
import { parse } from '../../../lambdas/contract/parse.ts';
import { checkEndpointUrl } from '../../../lambdas/core/destination/types/webhook/url-guard.ts';
import { fieldProblems, problemOf } from '../../../workbench/src/api/field-problems.ts';
import { stepOf } from '../../../workbench/src/destination/create/steps.ts';

const refused = (message: string, more: { code?: string; param?: string } = {}) =>
  new ApiError(message, { status: 400, code: 'invalid_fields', ...more });

describe('the problems of an error', () => {
  it('are split by field into sentences', () => {
    const message = 'webhook_endpoint.url: must start with https:// in live mode.';
    expect(fieldProblems(refused(message))).toEqual([
      { field: 'webhook_endpoint.url', text: 'Must start with https:// in live mode.' },
    ]);
  });

  it('are those of the contract', () => {
    let thrown: unknown;
    try {
      const wrong = {
        type: 'amazon_eventbridge',
        enabled_events: ['a b'],
        name: 'x'.repeat(300),
        amazon_eventbridge: {},
      };
      parse(createDestinationSchema, wrong);
    } catch (error) {
      thrown = error;
    }
    const problems = fieldProblems(refused((thrown as Error).message));
    expect(problems.map(({ field }) => field)).toEqual([
      'name',
      'event_payload',
      'enabled_events[0]',
      'amazon_eventbridge.aws_account_id',
      'amazon_eventbridge.aws_region',
    ]);
    expect(problemOf(problems, 'name')).toBe('Should be at most 255 characters.');
    expect(problemOf(problems, 'enabled_events')).toMatch(/^Should be an event type such as/);
  });

  it('keep a text with a semicolon in one piece', () => {
    const url = 'https://user:password@example.com';
    const text = checkEndpointUrl(url, { permitPrivate: false, requireHttps: true })?.message ?? '';
    expect(text).toContain(';');
    expect(fieldProblems(refused(`webhook_endpoint.url: ${text}.`))).toHaveLength(1);
  });

  it('are empty for an error without a field', () => {
    expect(
      fieldProblems(refused('An account can have at most 16 event destinations in each mode. Delete one.')),
    ).toEqual([]);
    expect(fieldProblems(refused('name: x', { code: 'permission_error' }))).toEqual([]);
    expect(fieldProblems(new Error('name: x'))).toEqual([]);
  });

  it('use the field that v1 errors name beside the message', () => {
    expect(fieldProblems(refused('No such thing.', { param: 'id' }))).toEqual([
      { field: 'id', text: 'No such thing.' },
    ]);
  });
});

describe('a field', () => {
  it('is found by its own name or the name of its parent', () => {
    const problems = [{ field: 'webhook_endpoint.url', text: 'No.' }];
    expect(problemOf(problems, 'webhook_endpoint')).toBe('No.');
    expect(problemOf(problems, 'webhook_endpoint.url')).toBe('No.');
    expect(problemOf(problems, 'webhook')).toBeUndefined();
  });

  it('belongs to a step', () => {
    expect(stepOf('enabled_events[2]')).toBe('events');
    expect(stepOf('amazon_eventbridge.event_bus_arn')).toBe('target');
    expect(stepOf('webhook_endpoint.url')).toBe('target');
    expect(stepOf('snapshot_api_version')).toBe('payload');
    expect(stepOf('events_from')).toBe('source');
    expect(stepOf('type')).toBe('type');
    expect(stepOf('something_else')).toBe('review');
  });
});
