/** The rules for the settings of one destination type. */
import type { DestinationBase, DestinationSettings, NewDestination } from '../destination-base.ts';
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
  /** Returns a new destination. @throws InvalidFieldsError with the field that breaks a rule */
  create(base: NewDestination, draft: Draft, settings: DestinationSettings): D;
  /** Returns the destination with changes of the type's settings applied. @throws InvalidFieldsError with the field that breaks a rule */
  update(before: D, changes: Changes, settings: DestinationSettings): D;
  /** Returns a destination that was disabled with the settings for being enabled. */
  enable(before: D): D;
  /** Null for a type whose events are not signed. */
  readonly signingSecret: SigningSecretRules<D> | null;
  /** Null for a type without a resource outside Waybill. */
  readonly resource: Resource<D> | null;
}

export interface SigningSecretRules<D> {
  /** Returns a new destination with its first secret. */
  set(destination: D, sealed: string): D;
  /**
   * Puts the new secret first. The secrets before it sign for at most `expiresIn` more seconds.
   * @throws InvalidFieldsError when too many still sign
   */
  rotate(destination: D, sealed: string, expiresIn: number, now: number): D;
}

/** A resource in another service that exists as long as the destination. */
export interface Resource<D> {
  /** Creates the resource, before a created or enabled destination is stored. @returns the destination with its identifier */
  create(destination: D, settings: DestinationSettings, ports: ResourcePorts): Promise<D>;
  delete(destination: D, settings: DestinationSettings, ports: ResourcePorts): Promise<void>;
}
