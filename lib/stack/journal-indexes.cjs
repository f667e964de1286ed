/**
 * Read by lib/stack/tables.yml: the indexes of the journal, and the attributes in its keys.
 *
 * DynamoDB creates or deletes one index of a table at a time, and CloudFormation refuses a template
 * that wants more. So `npm run deploy` keeps the indexes of an older version in the template at
 * first, by FORMER_JOURNAL_INDEXES (JSON), and then deploys once more for each that goes.
 */
const hash = (AttributeName) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName) => ({ AttributeName, KeyType: 'RANGE' });
const INDEXES = [
  {
    IndexName: 'outgoing_reference',
    KeySchema: [hash('from_id'), range('reference_key')],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  },
  // Items and rows of authorised transfers, from then on until they are final.
  {
    IndexName: 'holds',
    KeySchema: [hash('from_id'), range('holding')],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  },
  // Items that are not final yet: the sweeper reads them by the time at which they are due.
  {
    IndexName: 'open',
    KeySchema: [hash('open'), range('due_at')],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['attempts'] },
  },
];
const NUMBERS = new Set(['due_at']);

const former = () => JSON.parse(process.env.FORMER_JOURNAL_INDEXES ?? '[]');

module.exports.indexes = () => [...former(), ...INDEXES];
module.exports.attributes = () => {
  const keys = [...INDEXES, ...former()].flatMap(({ KeySchema }) =>
    KeySchema.map(({ AttributeName }) => AttributeName),
  );
  return [...new Set(['from_id', 'tx_id', ...keys])].map((AttributeName) => ({
    AttributeName,
    AttributeType: NUMBERS.has(AttributeName) ? 'N' : 'S',
  }));
};
/** The names of the indexes of this version. */
module.exports.names = INDEXES.map(({ IndexName }) => IndexName);
