/**
 * What other emulators do differently from AWS, so that a test fails on them. Such a test is expected to fail: when
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
  readonly because: string;
  readonly tests: readonly string[];
}

const DEVIATIONS: readonly Deviation[] = [
  {
    emulator: 'moto',
    because: 'it reports half a unit for each request, whatever it is',
    tests: ['costs one write unit, also in an hour of ten million attempts in which everything happened'],
  },
  {
    emulator: 'moto',
    because: 'messages of a FIFO queue that become visible again lose their order',
    tests: ['delivers several messages of a session in order, and no further ones until these are deleted'],
  },
  {
    emulator: 'moto',
    because: 'items have at most 405,000 bytes',
    tests: [
      'an item has at most 400 KB, names included',
      'keys of more rows than a response has are read in several requests, and each row once',
    ],
  },
  {
    emulator: 'moto',
    because: 'it accepts more than AWS, or has another error',
    tests: [
      'a message with a character that XML does not have is refused',
      'a message with no text is refused',
      'are refused: a set with the same text twice',
      'are refused: a number of 39 digits',
      'in an update: a name that is not defined',
      'in a query: a filter of a key',
      'in a query: a range that ends before it starts',
      'in a query: a start in another partition',
      'in a query: a start outside the range',
      'in a query: an index that does not exist',
      'in a query: no rows',
    ],
  },
  {
    emulator: 'Dynoxide',
    because: 'it does not check policies, which the tables of the local platform do',
    tests: [
      'to read an index fails, and the message names the index',
      'when the key of the tables does not let DynamoDB use it',
    ],
  },
];

beforeEach(({ task }) => {
  const emulator = inject('emulator');
  const isExpected = DEVIATIONS.some((one) => one.emulator === emulator && one.tests.includes(task.name));
  if (isExpected) Object.assign(task, { fails: true });
});
