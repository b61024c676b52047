/** The rules for the settings of one destination type. */
import type { DestinationBase, NewDestination } from '../destination-base.ts';
import type { DestinationSettings } from '../settings.ts';
import type { PartnerSources } from './eventbridge/ports.ts';

/** Ports of the resources that a destination has outside Waybill. */
export interface ResourcePorts {
  readonly partnerSources: PartnerSources;
}

/**
 * Draft: the settings that a caller creates a destination with. Changes: the settings that can change; undefined keeps a
 * setting. Both are checked against the schema of the API before.
 */
export interface TypeRules<D extends DestinationBase, Draft, Changes> {
  /** @throws InvalidFieldsError naming the field that breaks a rule */
  create(base: NewDestination, draft: Draft, settings: DestinationSettings): D;
  /** @throws InvalidFieldsError naming the field that breaks a rule */
  update(before: D, changes: Changes, settings: DestinationSettings): D;
  /** Returns the settings with which a disabled destination is enabled again. */
  enable(before: D): D;
  /** Null for a type whose events are not signed. */
  readonly signingSecret: SigningSecretRules<D> | null;
  /** Null for a type that has nothing outside Waybill. */
  readonly resource: Resource<D> | null;
}

export interface SigningSecretRules<D> {
  /** Gives a new destination its first secret. */
  set(destination: D, sealed: string): D;
  /**
   * Puts the new secret first. The secrets before it sign for at most `expiresIn` more seconds.
   * @throws InvalidFieldsError when too many still sign
   */
  rotate(destination: D, sealed: string, expiresIn: number, now: number): D;
}

/** What exists in a service outside Waybill as long as the destination exists. */
export interface Resource<D> {
  /** Called when a destination was created or enabled, before it is stored. */
  create(destination: D, settings: DestinationSettings, ports: ResourcePorts): Promise<D>;
  delete(destination: D, settings: DestinationSettings, ports: ResourcePorts): Promise<void>;
}
