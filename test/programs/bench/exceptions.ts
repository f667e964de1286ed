/** What a function's bundle may have, in KB of 1,024 bytes, minified. */
export const MAX_BUNDLE_KB = 150;

const DOCUMENT = 'zod-openapi makes the document with all of zod';

/** Functions whose bundle is larger, and why. */
export const LARGE: Readonly<Record<string, string>> = {
  'orchestrator/register': 'bcryptjs, 37 KB of passwords that are refused and 19 KB of characters that look alike',
  'orchestrator/balance':
    "a client of shards beside the journal's, users' and services' tokens, and the limit of reads",
  'orchestrator/do_transaction': 'keys of requests, the journal, a workflow, rules of texts, and the limit of writes',
  'orchestrator/transactions_csv': 'csv-stringify, the filters of a list, and the limit of reads',
  'orchestrator/openapi': DOCUMENT,
  'shard/openapi': DOCUMENT,
};

/** Functions whose first answer takes longer than that of others, and why. */
export const SLOW: Readonly<Record<string, string>> = {
  'orchestrator/register': 'bcrypt, which is to be slow',
  'orchestrator/login': 'bcrypt, which is to be slow',
};
