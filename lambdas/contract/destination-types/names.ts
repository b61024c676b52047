/** The names of the destination types, without their schemas: for the clients of the API. */
export { DESTINATION_TYPES, type DestinationType } from '../../core/destination/destination-base.ts';
