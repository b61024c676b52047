import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Row } from '../list/refresh.ts';
import { type Failure, runAll } from './run-all.ts';

export interface Resending {
  readonly running: boolean;
  readonly stopped: boolean;
  readonly total: number;
  readonly done: number;
  readonly failures: readonly Failure<Row>[];
}

const CONCURRENCY = 4;

/** Resends deliveries to one destination. `state` is undefined before the first start. */
export function useResendAll(destinationId: string) {
  const { api, scope, account } = useSession();
  const queries = useQueryClient();
  const [state, setState] = useState<Resending>();
  const stopped = useRef(false);
  const change = (to: (was: Resending) => Resending) => setState((was) => was && to(was));

  const stop = () => {
    stopped.current = true;
    change((was) => ({ ...was, stopped: true }));
  };
  // Leaving the page stops the remaining resends.
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  const start = async (rows: readonly Row[]): Promise<void> => {
    stopped.current = false;
    setState({ running: true, stopped: false, total: rows.length, done: 0, failures: [] });
    await runAll(
      rows,
      (row) => api.resend(row.event, destinationId, row.account === account ? undefined : row.account),
      {
        concurrency: CONCURRENCY,
        isStopped: () => stopped.current,
        onDone: (item, error) =>
          change((was) => ({
            ...was,
            done: was.done + 1,
            failures:
              error === undefined
                ? was.failures
                : [...was.failures, { item, message: error instanceof Error ? error.message : String(error) }],
          })),
      },
    );
    change((was) => ({ ...was, running: false }));
    await queries.invalidateQueries({ queryKey: [scope, 'deliveries', destinationId] });
    await queries.invalidateQueries({ queryKey: [scope, 'delivery', destinationId] });
  };
  return { state, start, stop };
}
