import type { TableDefinition } from '../../../lib/local/template/template.ts';

/** The table of database-writer.ts. */
export const COUNTERS: TableDefinition = {
  TableName: 'counters',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'part', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'part', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
};
