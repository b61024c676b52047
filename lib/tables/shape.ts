/** Keys and indexes of the tables: the stack creates tables of this shape, and uses existing ones that have it. */

export const TABLE_IDS = ['events', 'deliveries', 'control'] as const;
export type TableId = (typeof TABLE_IDS)[number];

export interface KeyShape {
  readonly partitionKey: string;
  readonly sortKey: string;
}

export interface IndexShape extends KeyShape {
  readonly name: string;
  /** Attributes that it contains besides the keys. */
  readonly attributes: readonly string[];
}

export interface TableShape extends KeyShape {
  readonly index?: IndexShape;
}

export const TABLE_SHAPES: Readonly<Record<TableId, TableShape>> = {
  events: { partitionKey: 'tenant', sortKey: 'event_id' },
  deliveries: {
    partitionKey: 'destination_id',
    sortKey: 'event_id',
    // A sparse index: a delivery that succeeds at its first attempt is not in it.
    index: {
      name: 'unsettled',
      partitionKey: 'unsettled_tenant',
      sortKey: 'event_id',
      // Attributes that never change, so that another failed attempt does not write to the index.
      attributes: ['type', 'destination_account'],
    },
  },
  control: { partitionKey: 'tenant', sortKey: 'id' },
};

/** The attribute with the time at which DynamoDB removes a row, unix seconds. */
export const EXPIRY_ATTRIBUTE = 'expires_at';
