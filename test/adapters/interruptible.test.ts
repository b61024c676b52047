import { describe, expect, test } from 'vitest';
import { interruptible } from '../../lambdas/adapters/interruptible.ts';

const SOON_MS = 50;

describe('a function of the catalog', () => {
  test('returns its own result, and throws its own errors', () => {
    const { named, failing } = interruptible({
      named: (object) => ({ ...object, name: 'Ada' }),
      failing: () => {
        throw new TypeError('no such plan');
      },
    });
    const made = named?.({ id: 'c_1' });
    expect(made).toEqual({ id: 'c_1', name: 'Ada' });
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(() => failing?.({})).toThrow(new TypeError('no such plan'));
  });

  test('that never ends is interrupted, which is an internal error', () => {
    const { endless } = interruptible(
      {
        endless: () => {
          for (;;);
        },
      },
      SOON_MS,
    );
    expect(() => endless?.({})).toThrow(
      expect.objectContaining({
        name: 'SlowRenderingError',
        code: 'internal_error',
        retryable: true,
        message: "The function 'endless' took longer than 0.05 s.",
      }),
    );
  });

  test('that keeps catching is interrupted too, and the next call is another', () => {
    let calls = 0;
    const { stubborn } = interruptible(
      {
        stubborn: (object) => {
          calls += 1;
          while (calls === 1) {
            try {
              JSON.parse('{');
            } catch {}
          }
          return object;
        },
      },
      SOON_MS,
    );
    expect(() => stubborn?.({})).toThrow('took longer');
    expect(stubborn?.({ id: 'c_1' })).toEqual({ id: 'c_1' });
  });
});
