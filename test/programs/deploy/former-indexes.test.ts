import { formerIndexes } from '../../../lib/cli/deploy/former-indexes.ts';
import { orchestrator } from '../../../lib/cli/deploy/services.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import journalIndexes from '../../../lib/stack/journal-indexes.cjs';
import { MemoryDatabase } from '../../support/memory-dynamodb/memory-database.ts';

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const reference = {
  IndexName: 'outgoing_reference',
  KeySchema: [hash('from_id'), range('reference_key')],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
};
/** The indexes of version 0.1 that this version does not have. */
const FORMER = [
  {
    IndexName: 'incoming',
    KeySchema: [hash('incoming_id'), range('tx_id')],
    Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['amount', 'decided_at'] },
  },
  {
    IndexName: 'incoming_reference',
    KeySchema: [hash('incoming_id'), range('reference_key')],
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  },
];
const JOURNAL: TableDefinition = {
  TableName: 'mib-old-journal',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['from_id', 'tx_id', 'incoming_id', 'reference_key'].map(text),
  KeySchema: [hash('from_id'), range('tx_id')],
  GlobalSecondaryIndexes: [reference, ...FORMER],
};

const database = new MemoryDatabase([JOURNAL]);
beforeAll(async () => {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = await database.serve();
});
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  delete process.env.FORMER_JOURNAL_INDEXES;
  database.close();
});

describe('the indexes that an older version left in the journal', () => {
  it('are found as they are, and none in a stage that is not deployed', async () => {
    expect(await formerIndexes({ stage: 'old', region: 'us-east-1' })).toEqual(FORMER);
    expect(await formerIndexes({ stage: 'new', region: 'us-east-1' })).toEqual([]);
  });

  it('stay in the template until they are deleted one by one, with the attributes that they need', async () => {
    const former = await formerIndexes({ stage: 'old', region: 'us-east-1' });
    const template = (kept: typeof former) => {
      Object.assign(process.env, orchestrator({ stage: 'old', region: 'us-east-1', shards: [] }, [], kept).env);
      const names = journalIndexes.indexes().map(({ IndexName }) => IndexName);
      return [names, journalIndexes.attributes().some(({ AttributeName }) => AttributeName === 'incoming_id')];
    };
    expect(template(former)).toEqual([['incoming', 'incoming_reference', 'outgoing_reference', 'holds', 'open'], true]);
    expect(template(former.slice(1))).toEqual([['incoming_reference', 'outgoing_reference', 'holds', 'open'], true]);
    expect(template([])).toEqual([['outgoing_reference', 'holds', 'open'], false]);
  });
});
