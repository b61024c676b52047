import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createTelemetry } from '../../lambdas/adapters/telemetry/telemetry.ts';
import { aDelivery, anAttempt, anEvent } from '../doubles/factories.ts';
import { propertiesOf, type Resource, templateOf } from './stacks.ts';

interface Query {
  readonly Name: string;
  readonly QueryString: string;
  readonly LogGroupNames: readonly { readonly Ref: string }[];
}

const template = templateOf();
const queries: Query[] = propertiesOf(template, 'AWS::Logs::QueryDefinition');
const byName = new Map(queries.map((query) => [query.Name.replace('Waybill-test/', ''), query]));
const lines = (name: string): string => byName.get(name)?.QueryString ?? '';

/** Log groups of the functions whose name matches, by their name. */
const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));

/** Returns the lines that a function writes, by their message. Locally the logger writes them to the console. */
function linesWritten(): Map<string, Record<string, unknown>> {
  const out = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name).mockReturnValue(undefined));
  const telemetry = createTelemetry('test', 'deliver');
  const delivery = { ...aDelivery(), nextAttemptAt: 0 };
  const error = { code: 'timeout', message: 'No response.' } as const;
  const attempt = anAttempt({ httpStatus: 500, error });
  telemetry.report({ delivery, attempt, destinationType: 'webhook_endpoint', outcome: 'retry' });
  telemetry.reportMovedToSlowLane({ destinationId: 'ed_1', event: anEvent(), durationMs: 3000 });
  telemetry.internalError('A test.', new Error('A test.'));
  const written = out.flatMap((write) => write.mock.calls.map(([line]) => JSON.parse(String(line))));
  for (const write of out) write.mockRestore();
  return new Map(written.filter(({ message }) => message !== undefined).map((line) => [line.message, line]));
}

describe('saved queries', () => {
  it('are in a folder of the stack, and read the logs of functions or of the API', () => {
    expect([...byName.keys()].sort()).toEqual([
      'Failed attempts of a destination',
      'Internal errors',
      'Life of an event',
      'Refused publish calls',
      'Slowest endpoints',
    ]);
    for (const { LogGroupNames } of queries) for (const { Ref } of LogGroupNames) expect(groups).toContain(Ref);
    const watched = (name: string) => byName.get(name)?.LogGroupNames.length;
    expect(watched('Failed attempts of a destination')).toBe(2);
    expect(watched('Internal errors')).toBe(8);
    expect(byName.get('Refused publish calls')?.LogGroupNames).toEqual([{ Ref: expect.stringMatching(/AccessLogs/) }]);
  });

  it.each([
    ['Failed attempts of a destination', ['attempt']],
    ['Slowest endpoints', ['attempt', 'attempt moved to the slow lane']],
  ])('%s: reads fields of the lines that functions write', (name, messages) => {
    const written = linesWritten();
    for (const message of messages) {
      expect(lines(name)).toContain(`"${message}"`);
      expect(Object.keys(written.get(message) ?? {})).toEqual(
        expect.arrayContaining(['message', 'destination_id', 'duration_ms']),
      );
    }
    const [, fields] = /^fields (.*)$/m.exec(lines(name)) ?? [];
    for (const field of fields?.split(', ') ?? []) {
      if (field !== '@timestamp') expect(Object.keys(written.get('attempt') ?? {})).toContain(field);
    }
  });

  it('Internal errors: counts lines of level ERROR by function and message', () => {
    expect(linesWritten().get('A test.')).toMatchObject({
      level: 'ERROR',
      service: expect.any(String),
      error: { name: 'Error', message: 'A test.' },
    });
    expect(lines('Internal errors')).toMatch(/level = "ERROR"\n.*error\.name.*error\.message.* by service, message\n/);
  });

  it('Refused publish calls: reads routes and fields of the access log', () => {
    const stage = Object.values(template.findResources('AWS::ApiGatewayV2::Stage')).find(
      (one) => (one as Resource).Properties.AccessLogSettings,
    ) as Resource & { Properties: { AccessLogSettings: { Format: string } } };
    const fields = Object.keys(JSON.parse(stage.Properties.AccessLogSettings.Format));
    const [, by = ''] = /by (.*)$/m.exec(lines('Refused publish calls')) ?? [];
    expect(fields).toEqual(expect.arrayContaining(['route', ...by.split(', ')]));
    const routes = propertiesOf(template, 'AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
    for (const [, route] of lines('Refused publish calls').matchAll(/"(POST [^"]+)"/g)) expect(routes).toContain(route);
  });

  it('are described', () => {
    const page = readFileSync('docs/operations/dashboard.md', 'utf8');
    for (const name of byName.keys()) expect(page).toContain(`| ${name} |`);
  });
});
