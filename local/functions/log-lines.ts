/** Sorts the output of functions into attempts, errors and other lines for the terminal, and metrics. */
import { readEmbeddedMetrics, type Sample } from '../metrics/embedded-metrics.ts';
import type { Value } from '../template.ts';

/** The `attempt` line of the deliver function. */
export interface AttemptLine {
  readonly timestamp: string;
  readonly destination_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly attempt: number;
  readonly outcome: 'delivered' | 'retry' | 'failed';
  readonly http_status?: number;
  readonly error_code?: string;
  readonly duration_ms: number;
  readonly next_attempt_at?: string;
  readonly held?: 'visibility' | 'parked';
}

/** A line of level ERROR. Errors of a delivery name it. */
export interface ErrorLine {
  readonly message: string;
  readonly destination_id?: string;
  readonly event_id?: string;
}

export type LogLine =
  | { readonly kind: 'attempt'; readonly line: AttemptLine }
  | { readonly kind: 'metrics'; readonly samples: readonly Sample[]; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string; readonly line: ErrorLine }
  | { readonly kind: 'other'; readonly text: string };

export function readLogLine(functionName: string, raw: string): LogLine {
  let parsed: Value;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return { kind: 'other', text: raw };
  }
  if (parsed?.message === 'attempt' && parsed.destination_id) return { kind: 'attempt', line: parsed };
  const samples = readEmbeddedMetrics(parsed);
  if (samples.length > 0) return { kind: 'metrics', samples, text: raw };
  const notice = NOTICES[parsed?.message];
  if (notice) return { kind: 'notice', text: `${clock(parsed.timestamp)}  ${notice(parsed)}` };
  if (parsed?.level !== 'ERROR') return { kind: 'other', text: raw };
  const cause = parsed.error ? `: ${parsed.error.name}: ${parsed.error.message}` : '';
  return { kind: 'error', text: `${functionName}: ${parsed.message}${cause}`, line: parsed };
}

/** Texts of the lines that explain why no attempt is printed, by their message. */
const NOTICES: Readonly<Record<string, (line: Value) => string>> = {
  'attempt moved to the slow lane': ({ duration_ms, event_type, event_id, destination_id }) =>
    `slow       no response after ${Math.round(duration_ms)} ms, attempted again in the slow lane  ${event_type}  ${event_id} -> ${destination_id}`,
  'circuit opened': ({ destination_id }) =>
    `waiting    the circuit opened: deliveries wait for a probe -> ${destination_id}`,
  'circuit closed': ({ destination_id }) =>
    `draining   the circuit closed: the deliveries that waited are sent -> ${destination_id}`,
};

const clock = (iso: string) => new Date(iso).toISOString().slice(11, 23);

/** Formats an attempt as one line: time, outcome, event, destination and the next retry. */
export function attemptText(line: AttemptLine): string {
  const response = line.http_status ?? line.error_code ?? '';
  const next = line.next_attempt_at ? `  next ${clock(line.next_attempt_at)} (${line.held ?? 'scheduled'})` : '';
  const outcome = { delivered: 'delivered', retry: 'retry    ', failed: 'failed   ' }[line.outcome];
  return (
    `${clock(line.timestamp)}  ${outcome}  ${response}  ${Math.round(line.duration_ms)} ms  attempt ${line.attempt}  ` +
    `${line.event_type}  ${line.event_id} -> ${line.destination_id}${next}`
  );
}
