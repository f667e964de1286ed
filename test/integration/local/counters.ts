import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';
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
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
};

/** The mapping that reads its stream: the changes of the counter `a`. */
export const COUNTED: StreamMapping = {
  table: COUNTERS.TableName,
  functionName: 'count',
  batchSize: 100,
  batchWindowMs: 0,
  patterns: [{ dynamodb: { Keys: { id: { S: ['a'] } } } }],
};
