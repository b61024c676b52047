/**
 * Measures the effect of a listener on publishing: the duration of calls that publish 2,000 events at 200 per second to one
 * destination, alternately without a listener and with one whose socket is cut five times. Publisher, platform and listener are
 * separate processes. All share the processors of this machine, unlike in a deployment. Alternating rounds even out its other work.
 */
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Credential } from '../../test/doubles/listener.ts';
import type { Command, Heard } from './client.ts';

const EVENTS = 2_000;
const RATE = 200;
const PER_CALL = 5;
const CUTS = 5;
const ROUNDS = 5;
const TARGET = 1.3;

interface Started {
  readonly url: string;
  readonly key: string;
  readonly receiverUrl: string;
}

export async function listenBench(): Promise<void> {
  const child = fork(new URL('./platform.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { url, key, receiverUrl } = await new Promise<Started>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Started));
    child.once('exit', () => reject(new Error('The platform did not start.')));
  });
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: only a few fields of responses are read
    const answer: any = await response.json();
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer;
  };
  await post('/v2/core/event_destinations', {
    name: 'bench',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['*'],
    webhook_endpoint: { url: receiverUrl },
  });

  /** Publishes. @returns the duration of each call, milliseconds, and the ids of the events */
  const publish = async () => {
    const took: number[] = [];
    const ids: string[] = [];
    const calls: Promise<void>[] = [];
    const began = Date.now();
    for (let call = 0; call < EVENTS / PER_CALL; call++) {
      await pause(Math.max(0, began + (call * PER_CALL * 1000) / RATE - Date.now()));
      const data = { object: { id: `in_${call}`, object: 'invoice' } };
      const events = Array.from({ length: PER_CALL }, () => ({ type: 'invoice.paid', data }));
      const from = performance.now();
      calls.push(
        post('/v1/events/batch', { events }).then((answer) => {
          took.push(performance.now() - from);
          ids.push(...answer.data.map(({ id }: { id: string }) => id));
        }),
      );
    }
    await Promise.all(calls);
    return { took, ids };
  };

  const client = fork(new URL('./client.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const tell = (command: Command): Promise<Heard> =>
    new Promise((resolve) => {
      client.once('message', (heard) => resolve(heard as Heard));
      client.send(command);
    });
  const cutting = async () => {
    for (let cut = 0; cut < CUTS; cut++) {
      await pause((EVENTS / RATE / (CUTS + 1)) * 1000);
      await tell('cut');
      await pause(250);
      await tell('connect');
    }
  };

  const times: Record<'without' | 'with', number[]> = { without: [], with: [] };
  const received = { frames: 0, repeated: 0, missing: 0 };
  await publish();
  for (let round = 0; round < ROUNDS; round++) {
    await pause(3_000);
    times.without.push(...(await publish()).took);
    await pause(3_000);
    const session: Credential & { id: string } = await post('/v1/listen_sessions', {});
    await tell({ listen: session });
    await tell('connect');
    const [{ took, ids }] = await Promise.all([publish(), cutting()]);
    times.with.push(...took);
    let heard = await tell('heard');
    const missing = () => {
      const there = new Set(heard);
      return ids.filter((id) => !there.has(id)).length;
    };
    for (let waits = 0; missing() > 0 && waits < 300; waits++) {
      await pause(200);
      heard = await tell('heard');
    }
    received.frames += heard.length;
    received.repeated += heard.length - new Set(heard).size;
    received.missing += missing();
    await tell('cut');
    await fetch(`${url}/v1/listen_sessions/${session.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${key}` },
    });
  }
  client.disconnect();
  child.removeAllListeners('exit');
  child.disconnect();

  const rows = Object.entries(times).map(([listener, all]) => ({ listener, ...percentiles(all) }));
  console.log(
    `\nPublishing ${EVENTS} events at ${RATE} per second, ${PER_CALL} per call, ${ROUNDS} alternating rounds, ms per call`,
  );
  console.table(rows);
  const ratio = percentiles(times.with).p99 / percentiles(times.without).p99;
  console.log(`  p99 with a listener is ${ratio.toFixed(2)} of that without; target ${TARGET}`);
  console.log(
    `  received ${received.frames} messages over ${CUTS * ROUNDS} cuts: ${received.missing} events missing, ${received.repeated} repeats`,
  );
}

function percentiles(all: readonly number[]) {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1));
  return { calls: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
