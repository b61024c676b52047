/** Reads the rules of EventBridge from the template, which invoke functions for events and on schedules. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { EventSource } from './functions/event-source.ts';
import { checkPayload } from './functions/payload.ts';
import { EVENTS, mayInvoke } from './gateway/invoke-permission.ts';
import type { Authorizer } from './permissions/authorizer.ts';
import { type ResourceOptions, sendRuleToQueue } from './resources.ts';
import { Template, type Value } from './template.ts';
import { type Pools, poolOf } from './wiring.ts';

interface RuleOptions {
  readonly resources: ResourceOptions;
  readonly authorizer: Authorizer;
  readonly onError: (error: unknown) => void;
}

/** The variable of an input transformer for the whole event. The local platform supports no other. */
const WHOLE_EVENT = '<aws.events.event.json>';

/** Returns the input that a rule sends for an event, given as JSON. */
const transformed = (inputTemplate: string, event: string): object =>
  JSON.parse(inputTemplate.split(WHOLE_EVENT).join(event));

/** Starts the rules whose targets are functions. Each uses a queue. */
export async function ruleSources(template: Template, pools: Pools, options: RuleOptions): Promise<EventSource[]> {
  const { resources, authorizer, onError } = options;
  const rules = template.ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern);
  return Promise.all(
    rules.map(async ([id, { Properties }]): Promise<EventSource> => {
      const [target] = Properties.Targets;
      const pool = poolOf(template, pools, target.Arn);
      const inputTemplate: string = template.resolve(target.InputTransformer?.InputTemplate) ?? WHOLE_EVENT;
      const sourceArn: string = template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
      const bus: string = template.resolve(Properties.EventBusName) ?? 'default';
      const pattern = template.resolve(Properties.EventPattern);
      const functionId = Template.target(target.Arn) as string;
      const deadLetters = template.resolve(template.resources[functionId]?.Properties.DeadLetterConfig?.TargetArn);
      const queue = await sendRuleToQueue(template, `waybill-${id}`, { bus, pattern, deadLetters }, resources);
      const invoke = async (body: string) => {
        const event = transformed(inputTemplate, body);
        const refusal = refusalOf(event, pool.settings.arn);
        if (refusal === undefined) return pool.invoke(event);
        await failInvocation(
          template,
          { deadLetters: target.DeadLetterConfig?.Arn, sourceArn, body, refusal },
          options,
        );
      };
      const refusalOf = (event: object, functionArn: string): string | undefined => {
        if (!mayInvoke(authorizer, functionArn, { service: EVENTS, sourceArn })) return 'may not invoke its target';
        try {
          checkPayload('asynchronous event', event);
          return undefined;
        } catch (error) {
          return `cannot invoke its target: ${(error as Error).message}`;
        }
      };
      return {
        ...queue,
        batchSize: 10,
        concurrency: 1,
        onError,
        process: async (messages) => {
          const results = await Promise.allSettled(messages.map(({ Body = '' }) => invoke(Body)));
          return messages.flatMap(({ MessageId = '' }, index) => {
            const result = results[index];
            if (result?.status !== 'rejected') return [];
            onError(result.reason);
            return [MessageId];
          });
        },
      };
    }),
  );
}

interface FailedInvocation {
  /** Property of the target that names the dead-letter queue. */
  readonly deadLetters: Value;
  readonly sourceArn: string;
  readonly body: string;
  readonly refusal: string;
}

/**
 * Sends an event that its rule cannot send to its target to the rule's dead-letter queue, if the policy of that queue allows it.
 * Otherwise the event is lost.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
async function failInvocation(
  template: Template,
  { deadLetters, sourceArn, body, refusal }: FailedInvocation,
  { resources, authorizer, onError }: RuleOptions,
): Promise<void> {
  const resource: string | undefined = template.resolve(deadLetters);
  const need = { action: 'sqs:SendMessage', resource: resource ?? '', context: { 'aws:SourceArn': sourceArn } };
  const isKept = resource !== undefined && !authorizer.refusalOfService(EVENTS, [need]);
  onError(new Error(`${sourceArn} ${refusal}. The event is ${isKept ? 'a dead letter' : 'lost'}.`));
  if (!isKept) return;
  const QueueUrl: string = template.resolve({ Ref: Template.target(deadLetters) });
  await resources.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

export interface LocalSchedule {
  readonly periodMs: number;
  readonly run: () => Promise<unknown>;
}

/** Shortest period of a schedule under a time scale, milliseconds. */
const MIN_PERIOD_MS = 250;
const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Starts `rate(…)` rules, each target separately. */
export function schedules(
  template: Template,
  pools: Pools,
  { authorizer, timeScale }: { readonly authorizer: Authorizer; readonly timeScale: number },
): LocalSchedule[] {
  const rules = template.ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.ScheduleExpression);
  return rules.flatMap(([id, { Properties }]) => {
    const [, count, unit = ''] = /^rate\((\d+) (\w+?)s?\)$/.exec(Properties.ScheduleExpression) ?? [];
    const period = Number(count) * (UNITS[unit] ?? Number.NaN);
    if (!(period > 0)) throw new Error(`The local platform does not support ${Properties.ScheduleExpression}.`);
    const sourceArn: string = template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
    return Properties.Targets.map(({ Arn, Input }: Value): LocalSchedule => {
      const pool = poolOf(template, pools, Arn);
      // Replaces the event itself. Parsed at each run, so that each gets its own copy.
      const input: string = Input ?? '{"detail-type":"Scheduled Event","source":"aws.events","detail":{}}';
      return {
        periodMs: Math.max(MIN_PERIOD_MS, period / timeScale),
        run: async () => {
          if (mayInvoke(authorizer, pool.settings.arn, { service: EVENTS, sourceArn }))
            return pool.invoke(JSON.parse(input));
          throw new Error(`${sourceArn} may not invoke ${pool.settings.name}.`);
        },
      };
    });
  });
}
