const A_TRANSACTION = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** A path for each route of the orchestrator, without those of the documentation. */
export const ORCHESTRATOR_PATHS = [
  '/auth/register',
  '/auth/login',
  '/api/user/create_wallet',
  '/api/user/wallets',
  '/api/user/wallets/1',
  '/api/user/balance/1',
  '/api/user/balance/1/at/2026-11-01T00:00:00Z',
  '/api/user/statement/1',
  '/api/user/statement/1/csv',
  '/api/user/do_transaction',
  '/api/user/transfers:batch',
  '/api/user/transactions/1',
  `/api/user/transactions/1/${A_TRANSACTION}`,
  '/api/user/transactions/1/csv',
  '/api/user/webhooks',
  `/api/user/webhooks/${A_TRANSACTION}`,
  `/api/user/webhooks/${A_TRANSACTION}/rotate`,
  `/api/user/webhooks/${A_TRANSACTION}/test`,
  `/api/user/webhooks/${A_TRANSACTION}/deliveries`,
  `/api/user/webhooks/${A_TRANSACTION}/deliveries/${A_TRANSACTION}/resend`,
  '/.well-known/jwks.json',
  `/api/user/transactions/1/${A_TRANSACTION}/refund`,
  `/api/user/transactions/1/${A_TRANSACTION}/receipt`,
  '/api/user/scheduled_transfers',
  '/api/user/scheduled_transfers/1',
  `/api/user/scheduled_transfers/1/${A_TRANSACTION}`,
  `/api/user/transactions/1/${A_TRANSACTION}/capture`,
  `/api/user/transactions/1/${A_TRANSACTION}/void`,
  '/api/user/holds/1',
  '/api/user/statement/1/1/receipt',
  '/.well-known/jwks.json',
  '/api/currencies',
];

/** A path for each route of a shard, without those of the documentation. */
export const SHARD_PATHS = [
  '/api/createwallet',
  '/api/reserve',
  '/api/commit',
  '/api/rollback',
  '/api/balance/1',
  '/api/statement/1',
  '/api/openstatement',
  '/api/wallets',
];
