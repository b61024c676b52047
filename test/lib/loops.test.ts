/**
 * Lambda stops a function that is invoked more than 16 times in one chain of messages, and its messages then stay in their
 * queue. So only functions whose messages lead back to them are allowed to loop.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { asList, functionsOf, statementsOf, templateOf } from './stacks.ts';

// biome-ignore lint/suspicious/noExplicitAny: templates have any shape that CloudFormation accepts
type Value = any;

/** Returns the resource that a value refers to: `{ Ref }`, an attribute of the resource, or text that contains either. */
function referred(value: Value): string | undefined {
  const parts: Value[] = value?.['Fn::Join']?.[1] ?? [value];
  return parts.map((part) => part?.Ref ?? part?.['Fn::GetAtt']?.[0]).find((id) => id !== undefined);
}

/** Where messages can go from each function, by its folder, and from each queue, by its logical id. */
function edgesOf(template: Template): Map<string, Set<string>> {
  const functions: Record<string, Value> = template.findResources('AWS::Lambda::Function');
  const folderOf = (id: string): string | undefined =>
    functions[id]?.Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
  const edges = new Map<string, Set<string>>();
  const add = (from: string, to: string | undefined) => to && edges.set(from, (edges.get(from) ?? new Set()).add(to));

  for (const folder of functionsOf(template).keys()) {
    for (const { Action, Resource } of statementsOf(template, folder)) {
      const actions = asList(Action);
      for (const target of asList(Resource).map(referred)) {
        if (actions.includes('sqs:SendMessage')) add(folder, target);
        if (actions.includes('lambda:InvokeFunction')) add(folder, target && folderOf(target));
      }
    }
  }
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::SQS::Queue') as Value) as Value) {
    // A message keeps its trace header when it is moved to the dead-letter queue.
    if (Properties?.RedrivePolicy) add(id, referred(Properties.RedrivePolicy.deadLetterTargetArn));
  }
  for (const { Properties } of Object.values(template.findResources('AWS::Lambda::EventSourceMapping')) as Value) {
    const folder = folderOf(referred(Properties.FunctionName) ?? '');
    if (folder) add(referred(Properties.EventSourceArn) ?? '', folder);
  }
  return edges;
}

function leadsTo(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const next = [...(edges.get(start) ?? [])];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === start) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    next.push(...(edges.get(at) ?? []));
  }
  return false;
}

const template = templateOf();
const edges = edgesOf(template);

test('only functions whose messages lead back to them are allowed to loop', () => {
  const functions = functionsOf(template);
  const looping = [...functions.keys()].filter((folder) => leadsTo(folder, edges));
  const allowed = [...functions].filter(([, { RecursiveLoop }]) => RecursiveLoop === 'Allow').map(([folder]) => folder);
  expect(looping, 'functions on a loop of messages').toContain('push');
  expect(allowed, 'functions with mayLoop').toEqual(looping);
});

test('deliver sends to the slow lane only, and the slow lane to no queue: both retry by the visibility timeout', () => {
  expect([...(edges.get('deliver') ?? [])]).toEqual([expect.stringMatching(/^DeliveriesSlowQueue/)]);
  expect(edges.get('deliver-slow')).toBeUndefined();
});
