/** What the API says of one destination type. The field of an object and of a request is named as the type. */
import type * as z from 'zod';
import type { DestinationByType, DestinationType } from '../../core/destination/destination.ts';
import type { ChangesOf, DraftOf } from '../../core/destination/rules.ts';

/** What an object is made with. */
export interface DestinationView {
  readonly include: readonly string[];
  /** Only at the moment the secret is made. */
  readonly signingSecret?: string;
  /** What event sources and policies are made of. */
  readonly platformName: string;
  readonly platformAwsAccountId: string;
  readonly roleTemplateUrl: string | null;
  readonly eventBridgePartnerMode: boolean;
}

export interface TypeContract<
  T extends DestinationType,
  Create extends z.ZodType,
  Update extends z.ZodType,
  Shown extends z.ZodType,
> {
  /** The field of a create request. */
  readonly create: Create;
  /** The field of an update request. */
  readonly update: Update;
  /** The field of the object. */
  readonly object: Shown;
  toDraft(request: z.output<Create>): DraftOf<T>;
  toChanges(request: z.output<Update>): ChangesOf<T>;
  toObject(destination: DestinationByType[T], view: DestinationView): z.output<Shown>;
  /** Values of `include`: paths of fields that are null otherwise. */
  readonly include: readonly string[];
  /** The value of `include` with which the signing secret is shown, and the secret in an object. Null for a type without one. */
  readonly signingSecret: {
    readonly include: string;
    in(object: z.output<Shown>): string | null;
  } | null;
}
