/** Queries of Logs Insights that every stage has saved, in a folder with the name of the stack. */
import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

interface SavedQuery {
  readonly name: string;
  /** Whose logs it reads: names of functions, `access`, or all functions. */
  readonly logs: readonly string[] | 'functions';
  readonly lines: readonly string[];
}

/** Name of the access log of the API among the registered logs. */
export const ACCESS_LOGS = 'access';

const ATTEMPTS = ['deliver', 'deliver-slow'];

/**
 * Ids of an example stand for those that a reader looks for. Saved queries can also have parameters; AWS does not document how a value
 * is quoted: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-querydefinition.html
 */
const QUERIES: Readonly<Record<string, SavedQuery>> = {
  Attempts: {
    name: 'Failed attempts of a destination',
    logs: ATTEMPTS,
    lines: [
      'fields @timestamp, event_id, event_type, attempt, trigger, outcome, http_status, error_code, duration_ms, next_attempt_at',
      'filter message = "attempt" and destination_id = "ed_REPLACE"',
      'sort @timestamp desc',
      'limit 1000',
    ],
  },
  Event: {
    name: 'Life of an event',
    logs: 'functions',
    lines: [
      'fields @timestamp, service, message, destination_id, attempt, outcome, http_status, error_code, result, error.message',
      'filter event_id = "evt_REPLACE"',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
  Slowest: {
    name: 'Slowest endpoints',
    logs: ATTEMPTS,
    lines: [
      'filter message in ["attempt", "attempt moved to the slow lane"]',
      'stats count(*) as attempts, pct(duration_ms, 50) as p50, pct(duration_ms, 99) as p99, max(duration_ms) as longest by destination_id',
      'sort p99 desc',
      'limit 50',
    ],
  },
  InternalErrors: {
    name: 'Internal errors',
    logs: 'functions',
    lines: [
      'filter level = "ERROR"',
      'stats count(*) as lines, latest(error.name) as name, latest(error.message) as text by service, message',
      'sort lines desc',
    ],
  },
  Refused: {
    name: 'Refused publish calls',
    logs: [ACCESS_LOGS],
    lines: [
      'filter route in ["POST /v1/events", "POST /v1/events/batch"] and status >= 400',
      'stats count(*) as calls by status, error, integrationError, ip, userAgent',
      'sort calls desc',
    ],
  },
};

export interface SavedQueriesProps {
  /** Log group of each function by its name, and of the API. */
  readonly logs: ReadonlyMap<string, ILogGroup>;
}

export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { logs }: SavedQueriesProps) {
    super(scope, id);
    const functions = [...logs.keys()].filter((name) => name !== ACCESS_LOGS);
    for (const [queryId, { name, logs: of, lines }] of Object.entries(QUERIES)) {
      // The access log of the API is a setting.
      if (of !== 'functions' && of.includes(ACCESS_LOGS) && !logs.has(ACCESS_LOGS)) continue;
      new CfnQueryDefinition(this, queryId, {
        // A slash makes a folder.
        name: `${Stack.of(this).stackName}/${name}`,
        logGroupNames: (of === 'functions' ? functions : of).map((one) => groupOf(logs, one).logGroupName),
        queryString: lines.join('\n| '),
      });
    }
  }
}

function groupOf(logs: ReadonlyMap<string, ILogGroup>, name: string): ILogGroup {
  const group = logs.get(name);
  if (!group) throw new Error(`No log group is registered for ${name}.`);
  return group;
}
