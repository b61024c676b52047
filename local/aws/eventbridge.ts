/** EventBridge: buses, rules with SQS targets, PutEvents, and the partner calls of the functions. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template.ts';
import { matchesPattern } from './event-pattern.ts';
import { patternProblem } from './event-pattern-rules.ts';
import { AwsError, type Input, type Operations } from './operation.ts';
import type { Rule, StateFile } from './state.ts';

/** An entry must be smaller: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const ENTRY_LIMIT_BYTES = 1024 * 1024;

const busName = (bus = 'default') => bus.split('event-bus/').at(-1) as string;
const busArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`;
const partnerSourceArn = (name: string) => `arn:aws:events:${REGION}::event-source/${name}`;
const ruleArn = ({ bus, name }: Rule) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/${name}`;

/** Returns the operations. @param sendToQueue sends an event to the SQS queue with this ARN */
export function eventBridgeOperations(
  { state, save }: StateFile,
  sendToQueue: (queueArn: string, body: string) => Promise<void>,
): Operations {
  const rulesOf = (bus: string) => Object.values(state.rules).filter((rule) => rule.bus === bus);
  const rule = ({ Rule: name, Name, EventBusName }: Input): Rule => {
    const found = state.rules[`${busName(EventBusName)}/${name ?? Name}`];
    if (!found) throw new AwsError('ResourceNotFoundException', `Rule ${name ?? Name} does not exist.`);
    return found;
  };

  /** A bus of any account or region is the local bus of that name, because the emulator serves all accounts. */
  const put = async (entry: Input, bus: string): Promise<object> => {
    const problem = problemOf(entry);
    if (problem) return problem;
    if (!state.buses.includes(bus)) {
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
    }
    const id = randomUUID();
    const event = {
      version: '0',
      id,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: ACCOUNT,
      time: new Date(entry.Time ? entry.Time * 1000 : Date.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail),
    };
    const body = JSON.stringify(event);
    const targets = rulesOf(bus)
      .filter(({ pattern }) => matchesPattern(event, JSON.parse(pattern)))
      .flatMap(({ targets }) => Object.values(targets));
    await Promise.all(targets.map((queueArn) => sendToQueue(queueArn, body)));
    return { EventId: id };
  };

  const results = async (entries: Input[], busOf: (entry: Input) => string) => {
    if (entries.length > 10) throw new AwsError('ValidationException', 'At most 10 entries.');
    const Entries = await Promise.all(entries.map((entry) => put(entry, busOf(entry))));
    return { Entries, FailedEntryCount: Entries.filter((one) => 'ErrorCode' in one).length };
  };

  return {
    CreateEventBus: ({ Name }) => {
      if (state.buses.includes(Name)) throw new AwsError('ResourceAlreadyExistsException', `${Name} exists.`);
      state.buses.push(Name);
      save();
      return { EventBusArn: busArn(Name) };
    },
    DeleteEventBus: ({ Name }) => {
      if (rulesOf(Name).length > 0) throw new AwsError('ValidationException', `${Name} still has rules.`);
      state.buses.splice(state.buses.indexOf(Name), state.buses.includes(Name) ? 1 : 0);
      save();
      return {};
    },
    // Every caller may use every bus here, so a policy is accepted and not stored.
    PutPermission: ({ EventBusName }) => {
      if (state.buses.includes(busName(EventBusName))) return {};
      throw new AwsError('ResourceNotFoundException', `Event bus ${EventBusName} does not exist.`);
    },
    ListEventBuses: () => ({ EventBuses: state.buses.map((Name) => ({ Name, Arn: busArn(Name) })) }),
    PutRule: ({ Name, EventBusName, EventPattern }) => {
      const bus = busName(EventBusName);
      if (!state.buses.includes(bus))
        throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
      if (!EventPattern) throw new AwsError('ValidationException', 'Only rules with an EventPattern are run here.');
      const problem = patternProblem(EventPattern);
      if (problem) throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${problem}`);
      const made: Rule = { targets: {}, ...state.rules[`${bus}/${Name}`], name: Name, bus, pattern: EventPattern };
      state.rules[`${bus}/${Name}`] = made;
      save();
      return { RuleArn: ruleArn(made) };
    },
    PutTargets: (input) => {
      const { targets } = rule(input);
      for (const { Id, Arn } of input.Targets) {
        if (!String(Arn).startsWith('arn:aws:sqs:')) {
          throw new AwsError('ValidationException', 'Only SQS queues can be targets here.');
        }
        targets[Id] = Arn;
      }
      save();
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: (input) => {
      const { targets } = rule(input);
      for (const id of input.Ids) delete targets[id];
      save();
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    DescribeRule: (input) => {
      const { name, bus, pattern } = rule(input);
      return {
        Name: name,
        Arn: ruleArn(rule(input)),
        EventPattern: pattern,
        EventBusName: bus,
        State: 'ENABLED',
      };
    },
    DeleteRule: (input) => {
      const known = state.rules[`${busName(input.EventBusName)}/${input.Name}`];
      if (known && Object.keys(known.targets).length > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      }

      delete state.rules[`${busName(input.EventBusName)}/${input.Name}`];
      save();
      return {};
    },
    ListRules: ({ EventBusName }) => ({
      Rules: rulesOf(busName(EventBusName)).map((one) => ({
        Name: one.name,
        Arn: ruleArn(one),
        EventPattern: one.pattern,
        EventBusName: one.bus,
        State: 'ENABLED',
      })),
    }),
    ListTargetsByRule: (input) => ({
      Targets: Object.entries(rule(input).targets).map(([Id, Arn]) => ({ Id, Arn })),
    }),
    PutEvents: ({ Entries }) => results(Entries, ({ EventBusName }) => busName(EventBusName)),
    CreatePartnerEventSource: ({ Name, Account }) => {
      if (Name in state.partnerSources) throw new AwsError('ResourceAlreadyExistsException', `${Name} exists.`);
      state.partnerSources[Name] = Account;
      // Here the customer has associated it already: the bus has the source's name.
      if (!state.buses.includes(Name)) state.buses.push(Name);
      save();
      return { EventSourceArn: partnerSourceArn(Name) };
    },
    DescribePartnerEventSource: ({ Name }) => {
      if (!(Name in state.partnerSources)) throw new AwsError('ResourceNotFoundException', `${Name} does not exist.`);
      return { Arn: partnerSourceArn(Name), Name };
    },
    DeletePartnerEventSource: ({ Name }) => {
      delete state.partnerSources[Name];
      state.buses.splice(state.buses.indexOf(Name), state.buses.includes(Name) ? 1 : 0);
      save();
      return {};
    },
    PutPartnerEvents: ({ Entries }) => results(Entries, ({ Source }) => Source),
  };
}

function problemOf({ Source, DetailType, Detail }: Input): object | undefined {
  if (!Source || !DetailType || Detail === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
  }
  if (Buffer.byteLength(Source + DetailType + Detail) >= ENTRY_LIMIT_BYTES) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Total size of the entry is 1 MB or more.' };
  }
  try {
    JSON.parse(Detail);
    return undefined;
  } catch {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
}
