import * as z from 'zod';
import type { JsonObject } from '../core/event/event.ts';

/** Any object. It is passed on unchanged. */
export const jsonObject = z
  .custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'should be an object.',
  )
  .meta({ type: 'object' });
