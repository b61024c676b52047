import { expect } from 'vitest';

/** Asserts on what a probe answers once it is as expected; patient, for the machine may be busy with other tests. */
export const eventually = <T>(probe: () => T, timeout = 10_000) => expect.poll(probe, { timeout, interval: 20 });
