/** A stage whose functions are traced by X-Ray. */
import { expect, it } from 'vitest';
import { asList, functionsOf, propertiesOf, statementsOf, templateOf } from './stacks.ts';

const template = templateOf({ tracing: 'xray' });
const XRAY = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

const xrayActions = (of: typeof template): string[] =>
  propertiesOf(of, 'AWS::IAM::Policy')
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action }) => asList<string>(Action))
    .filter((action) => action.startsWith('xray:'));

it('traces every function of lambdas/, which may write segments and nothing else of X-Ray', () => {
  for (const [name, { TracingConfig }] of functionsOf(template)) {
    expect(TracingConfig, name).toEqual({ Mode: 'Active' });
    const allowed = statementsOf(template, name).flatMap(({ Action }) => asList<string>(Action));
    expect(allowed.filter((action) => action.startsWith('xray:')).sort(), name).toEqual(XRAY);
  }
});

it('is off by default: no function is traced, and none has permissions for it', () => {
  for (const { TracingConfig } of functionsOf(templateOf()).values()) expect(TracingConfig).toBeUndefined();
  expect(xrayActions(templateOf())).toEqual([]);
  expect(xrayActions(template)).toHaveLength(functionsOf(template).size * XRAY.length);
});

it('adds no other permission', () => {
  for (const name of functionsOf(template).keys()) {
    const others = statementsOf(template, name).filter(
      ({ Action }) => !asList<string>(Action).some((a) => XRAY.includes(a)),
    );
    expect(others, name).toEqual(statementsOf(templateOf(), name));
  }
});
