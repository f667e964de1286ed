/** The limit of a function's minified bundle, in KB of 1,024 bytes. */
export const MAX_BUNDLE_KB = 150;

const DOCUMENT = 'zod-openapi, which generates the document and needs all of zod';

const SHARDS = 'a client of the shards, tokens of users and services, and the rate limit';

const SENDING = 'webhooks, deliveries, a queue, idempotency keys, and the rate limit';

const MONEY = 'the writes of a wallet with holds, limits, freezes and entries, and the tokens of the orchestrator';

const CONTROLLED = 'a wallet with its stripes, freezes and limits, and the tokens of the orchestrator';

const MOVED = 'the item of a wallet with its statement, and the tokens of the orchestrator';

const LEGS = 'the client of the legs, which follows wallets that move, the directory, and the journal';

const WEBHOOKS = 'webhooks and their secrets, tokens of users, idempotency keys, and the rate limit';

const SCHEDULES = 'schedules, the journal with their transfers, tokens of users, and the rate limit';

const REPETITIONS = 'rrule-temporal, which computes the times of a rule and brings a calendar of its own';

const HELD = 'the journal, the states of a capture, idempotency keys, and the rate limit';

const MEMBERS = 'the directory with its members, tokens of users, and the rate limit';

const KEYED = 'keys of programs, tokens of users, and the rate limit';
const TOTP = 'otpauth, sessions, tokens of users, and the rate limit';

const SESSIONS = 'sessions, tokens of users, and the rate limit';

const PASSKEYS = 'factors, sessions, tokens of users, and the rate limit';
const SIGNATURES = '@simplewebauthn/server, 416 KB, most of which checks certificates of authenticators';

/** Functions with a larger bundle, and why. */
export const LARGE: Readonly<Record<string, string>> = {
  'orchestrator/login': 'bcryptjs, sessions, and the delays of failed logins',
  'orchestrator/change_password': 'bcryptjs, 37 KB of refused passwords, and sessions',
  'orchestrator/login_with_code': TOTP,
  'orchestrator/step_up': `bcryptjs, otpauth, and ${SIGNATURES}`,
  'orchestrator/step_up_options': PASSKEYS,
  'orchestrator/second_factors': PASSKEYS,
  'orchestrator/passkey_options': PASSKEYS,
  'orchestrator/remove_passkey': PASSKEYS,
  'orchestrator/add_passkey': SIGNATURES,
  'orchestrator/login_with_passkey': SIGNATURES,
  'orchestrator/sessions': SESSIONS,
  'orchestrator/end_session': SESSIONS,
  'orchestrator/logout': SESSIONS,
  'orchestrator/enrol_totp': TOTP,
  'orchestrator/confirm_totp': TOTP,
  'orchestrator/remove_totp': TOTP,
  'orchestrator/renew_recovery_codes': TOTP,
  'orchestrator/reset_password': 'bcryptjs and 37 KB of refused passwords',
  'orchestrator/delete_account': 'bcryptjs, the client of the shards, sessions, and the delays of failed logins',
  'orchestrator/erase_accounts': 'all stores with something of a user, and the events of what ends with them',
  'orchestrator/register': 'bcryptjs, 37 KB of refused passwords and 19 KB of look-alike characters',
  'orchestrator/audit': 'clients of the shards and the journal, the check of statements, roots and their signature',
  'orchestrator/balance': SHARDS,
  'orchestrator/balance_at': SHARDS,
  'orchestrator/refresh': 'sessions, their tokens, recent sign-ins, and the rate limit',
  'orchestrator/wallet': KEYED,
  'orchestrator/wallets': KEYED,
  'orchestrator/change_wallet': 'the rules of metadata, tokens of users, and the rate limit',
  'orchestrator/members': MEMBERS,
  'orchestrator/holds': 'the journal, keys of programs, tokens of users, and the rate limit',
  'orchestrator/fan_out': 'the directory with its members, events of users, and a client of the shards',
  'orchestrator/make_key': 'the rules of a scope, keys of programs, idempotency keys, and the rate limit',
  'orchestrator/hold': 'the journal with its captures, and a client of the shards with their tokens',
  'orchestrator/webhook': 'webhooks and their events, tokens of users, and the rate limit',
  'orchestrator/webhooks': 'webhooks and their events, tokens of users, and the rate limit',
  'orchestrator/keys': 'keys of programs and their events, tokens of users, and the rate limit',
  'orchestrator/create_wallet': 'the currencies of a stage, places of wallets, idempotency keys, and the rate limit',
  'orchestrator/wallet_controls': SHARDS,
  'orchestrator/change_wallet_controls': SHARDS,
  'orchestrator/close_wallet': SHARDS,
  'orchestrator/do_transaction': 'two forms of a body, the journal, idempotency keys, and the rate limit',
  'orchestrator/transfers_batch': 'the rules of a transfer, the journal, idempotency keys, and the rate limit',
  'orchestrator/refund': 'two transfers of the journal, idempotency keys, and the rate limit',
  'orchestrator/capture': HELD,
  'orchestrator/void': HELD,
  'orchestrator/approve': HELD,
  'orchestrator/approvals': 'the journal, the rules of wallets, tokens of users, and the rate limit',
  'orchestrator/approval_rule': 'the rules of wallets, tokens of users, and the rate limit',
  'orchestrator/reject': HELD,
  'orchestrator/set_approval_rule': SHARDS,
  'orchestrator/decide_approval_change': SHARDS,
  'orchestrator/schedule_transfer': REPETITIONS,
  'orchestrator/change_scheduled_transfer': REPETITIONS,
  'orchestrator/pay_scheduled': REPETITIONS,
  'orchestrator/scheduled_transfer': SCHEDULES,
  'orchestrator/scheduled_transfers': SCHEDULES,
  'orchestrator/cancel_scheduled_transfer': SCHEDULES,
  'orchestrator/statement': SHARDS,
  'orchestrator/statement_csv': SHARDS,
  'orchestrator/statement_receipt':
    'a client of the shards, tokens of users and services, receipts, and the rate limit',
  'orchestrator/transaction_receipt': 'the journal, receipts, tokens of users, and the rate limit',
  'orchestrator/transaction': 'the journal, the timeline of a transfer, tokens of users, and the rate limit',
  'orchestrator/transactions': 'the journal, the filters of a list, and the rate limit',
  'orchestrator/transactions_csv': 'csv-stringify, the filters of a list, and the rate limit',
  'orchestrator/add_webhook': WEBHOOKS,
  'orchestrator/rotate_webhook': WEBHOOKS,
  'orchestrator/change_webhook': WEBHOOKS,
  'orchestrator/remove_webhook': WEBHOOKS,
  'orchestrator/resend_delivery': SENDING,
  'orchestrator/test_webhook': SENDING,
  'orchestrator/webhook_deliveries': 'webhooks, deliveries, tokens of users, and the rate limit',
  'orchestrator/openapi': DOCUMENT,
  'shard/openapi': DOCUMENT,
  'shard/balance': 'a wallet with holds, limits and freezes, and the tokens of the orchestrator',
  'shard/createwallet': 'a wallet with holds, limits and freezes, and the tokens of the orchestrator',
  'shard/openstatement': 'a wallet with holds, limits and freezes, and the tokens of the orchestrator',
  'shard/reserve': MONEY,
  'shard/commit': MONEY,
  'shard/rollback': MONEY,
  'shard/wallets': MONEY,
  'orchestrator/reserve': LEGS,
  'orchestrator/settle': LEGS,
  'orchestrator/open_wallet': 'the client of the shards, which follows wallets that move, and the directory',
  'orchestrator/move_wallets': 'the client of the shards, that of movers, the growth, and the directory',
  'shard/controls': CONTROLLED,
  'shard/changecontrols': CONTROLLED,
  'shard/closewallet': CONTROLLED,
  'shard/place': MOVED,
  'shard/markwallet': MOVED,
  'shard/putwallet': MOVED,
  'shard/tombwallet': MOVED,
  'shard/staywallet': MOVED,
  'shard/copyentries': MOVED,
};

/** Functions with a slower first response than others, and why. */
export const SLOW: Readonly<Record<string, string>> = {
  'orchestrator/register': 'bcrypt, which is slow on purpose',
  'orchestrator/login': 'bcrypt, which is slow on purpose',
};
