/** The error body of each API generation. */
import * as z from 'zod';

const message = z.string().describe('What is wrong and how to fix it.');

export const v1ErrorObject = z
  .object({
    error: z.object({
      type: z.enum(['invalid_request_error', 'idempotency_error', 'api_error']),
      code: z.string().optional().describe('Stable: `resource_missing`, `invalid_fields`, `permission_error`, …'),
      message,
      param: z.string().optional().describe('The invalid field, such as `data.object`.'),
    }),
  })
  .meta({ id: 'v1.error' });
export type V1ErrorObject = z.infer<typeof v1ErrorObject>;

export const v2ErrorObject = z
  .object({
    error: z.object({
      code: z.string().describe('Stable: `not_found`, `invalid_fields`, `idempotency_error`, …'),
      message,
      type: z.string().optional(),
    }),
  })
  .meta({ id: 'v2.error' });
export type V2ErrorObject = z.infer<typeof v2ErrorObject>;
