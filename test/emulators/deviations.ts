/**
 * What other emulators do differently from AWS, so that a test of an adapter fails on them. Such a test is expected to fail: when
 * a later version of the emulator corrects it, the run fails until the entry is removed here.
 */
import { beforeEach, inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Name of the emulator that the tests run on. */
    emulator?: string;
  }
}

interface Deviation {
  readonly emulator: string;
  readonly test: string;
  readonly because: string;
  /** Whether the test fails on some runs only. It is skipped. */
  readonly sometimes?: true;
}

const DEVIATIONS: readonly Deviation[] = [
  {
    emulator: 'moto',
    test: 'costs one write unit, also in an hour of ten million attempts in which everything happened',
    because: 'it reports half a unit for each request, whatever it is',
  },
  {
    emulator: 'moto',
    test: 'delivers several messages of a session in order, and no further ones until these are deleted',
    because: 'messages of a FIFO queue that become visible again lose their order',
  },
  {
    emulator: 'moto',
    test: 'no more leases are taken than the limit permits, also by workers that take them at the same time',
    because: 'conditional writes of several requests at the same time are not atomic',
    sometimes: true,
  },
];

beforeEach(({ task, skip }) => {
  const emulator = inject('emulator');
  const found = DEVIATIONS.find((one) => one.emulator === emulator && one.test === task.name);
  if (!found) return;
  if (found.sometimes) skip(`${found.emulator}: ${found.because}`);
  Object.assign(task, { fails: true });
});
