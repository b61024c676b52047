/** What the rules of destinations share. */
import { InvalidFieldsError } from '../errors.ts';

export interface DestinationSettings {
  readonly platformAccount: string;
  readonly defaultApiVersion: string;
  /** Local development: private addresses, and plain http in live mode too. */
  readonly permitPrivateEndpoints: boolean;
  /** The AWS account that the platform runs in. */
  readonly awsAccountId: string;
  /** Whether a destination may be in that account: the platform's own, or one for trying out. */
  readonly permitOwnAccountBuses: boolean;
  /** Whether EventBridge is reached by partner event sources. */
  readonly eventBridgePartnerMode: boolean;
}

/** @param text what the field should be, as a sentence that goes on from its name */
export const invalid = (param: string, text: string): InvalidFieldsError =>
  new InvalidFieldsError(`${param}: ${text}`, { param });
