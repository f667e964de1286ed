/** The limit of a function's minified bundle, in KB of 1,024 bytes. */
export const MAX_BUNDLE_KB = 164;
/** The limit of those that have a reason. With the SDK in it a bundle is three to four times as large. */
export const MAX_LARGE_BUNDLE_KB = 400;

const DOCUMENT = 'zod-openapi, which generates the document and needs all of zod';

const SHARDS = 'a client of the shards, tokens of users and services, and the rate limit';

const PAYING = 'the forms of a body, the journal, idempotency keys, and the rate limit';

const CALENDAR = 'rrule-temporal, which brings the calendar and the time zones that Node lacks';

/** Functions with a larger bundle, and why. */
export const LARGE: Readonly<Record<string, string>> = {
  'orchestrator/register': 'bcryptjs, 37 KB of refused passwords and 19 KB of look-alike characters',
  'orchestrator/audit': 'clients of the shards and the journal, the check of statements, roots and their signature',
  'orchestrator/balance': SHARDS,
  'orchestrator/balance_at': SHARDS,
  'orchestrator/wallet_controls': SHARDS,
  'orchestrator/change_wallet_controls': SHARDS,
  'orchestrator/close_wallet': SHARDS,
  'orchestrator/do_transaction': PAYING,
  'orchestrator/transfers_batch': PAYING,
  'orchestrator/refund': PAYING,
  'orchestrator/capture': PAYING,
  'orchestrator/void': PAYING,
  'orchestrator/schedule_transfer': CALENDAR,
  'orchestrator/scheduled_transfer': CALENDAR,
  'orchestrator/scheduled_transfers': CALENDAR,
  'orchestrator/change_scheduled_transfer': CALENDAR,
  'orchestrator/cancel_scheduled_transfer': CALENDAR,
  'orchestrator/pay_scheduled': CALENDAR,
  'orchestrator/not_found': 'every route, to say which methods a path has',
  'orchestrator/statement': SHARDS,
  'orchestrator/statement_csv': SHARDS,
  'orchestrator/statement_receipt':
    'a client of the shards, tokens of users and services, receipts, and the rate limit',
  'orchestrator/transaction_receipt': 'the journal, receipts, tokens of users, and the rate limit',
  'orchestrator/transactions_csv': 'csv-stringify, the filters of a list, and the rate limit',
  'orchestrator/openapi': DOCUMENT,
  'shard/openapi': DOCUMENT,
};

/** Functions with a slower first response than others, and why. */
export const SLOW: Readonly<Record<string, string>> = {
  'orchestrator/register': 'bcrypt, which is slow on purpose',
  'orchestrator/login': 'bcrypt, which is slow on purpose',
};
