import type { Work } from './work.ts';

// The exact work of the system. A change that makes it dearer changes the number here and gives its reason in docs/decisions.md.
//
// Some work belongs to no single request and is not included:
// - one write for ten writes of a user (lib/lambda/http/rate-limiter.ts);
// - one write for twenty reads of a user, or of an address without a token; a minute with fewer costs none;
// - one write of a wallet for each 16 tombstones that it drops;
// - one invocation of `post` for up to 100 entries of statements, and one write of `marks` for 16 entries;
// - one read of the list of wallets in stripes a minute, of each instance that accepts transfers;
// - one invocation of `publish` for up to 100 final transfers;
// - one invocation of `pay_scheduled` a minute with two lines, which reads its index once for all that is due;
// - one invocation of `deliver` for up to 10 of their events, and one for up to 10 deliveries.

/** The invocations of every transfer, without those of its shards. */
const CALLED = {
  'orchestrator/do_transaction': 1,
  'orchestrator/reserve': 1,
  'orchestrator/settle': 1,
};

const OF_A_BATCH = {
  'orchestrator/transfers_batch': 1,
  'orchestrator/reserve': 1,
  'orchestrator/settle': 1,
};

const GOOD: Work = {
  requests: 5,
  functions: { ...CALLED, 'shard/reserve': 2, 'shard/commit': 2 },
  workflow: { runs: 1, transitions: 8 },
  // Four of the payer's item, and the row of the payee. An entry in the statement of each of them.
  writes: { journal: 5, 'journal/open': 2, 'shard wallets': 4, 'shard entries': 2 },
  // The entry before each new one.
  reads: { wallets: 1, 'shard entries': 1 },
  log: { lines: 4, bytes: 935 },
  toResponse: 3,
  toFinal: 13,
};

/** Without the share of the mover, which reads and writes once for a page of wallets. */
const MOVED: Work = {
  requests: 8,
  functions: {
    // The old shard, and the new one before each copy of entries: the second copy finds nothing to do.
    'shard/place': 3,
    'shard/entries': 1,
    'shard/copyentries': 1,
    'shard/markwallet': 1,
    'shard/putwallet': 1,
    'shard/tombwallet': 1,
  },
  workflow: { runs: 0, transitions: 0 },
  // The mark, the item on its new shard and the tombstone; the directory. One for each entry.
  writes: { 'shard wallets': 3, wallets: 1, 'shard entries': 1 },
  // Each step tells what is there: the item and the last entry, strongly consistent.
  reads: { wallets: 1, 'shard wallets': 8, 'shard entries': 9 },
  log: { lines: 3, bytes: 648 },
  toResponse: 31,
  toFinal: 31,
};

export const EXPECTED_WORK: Readonly<Record<string, Work>> = {
  'transfer between shards': GOOD,
  // One request holds both legs, and one commits both.
  'transfer within a shard': {
    ...GOOD,
    requests: 3,
    functions: { ...CALLED, 'shard/reserve': 1, 'shard/commit': 1 },
  },
  // Five payees on either shard. With its legs, the payer's item takes two units from the decision
  // on.
  'split to ten payees': {
    ...GOOD,
    writes: { journal: 16, 'journal/open': 2, 'shard wallets': 22, 'shard entries': 11 },
    reads: { wallets: 1, 'shard entries': 5.5 },
    log: { lines: 4, bytes: 936 },
  },
  'transfer without funds': {
    requests: 5,
    functions: { ...CALLED, 'shard/reserve': 2, 'shard/rollback': 2 },
    workflow: { runs: 1, transitions: 8 },
    writes: { journal: 4, 'journal/open': 2, 'shard wallets': 5 },
    reads: { wallets: 1 },
    log: { lines: 6, bytes: 1472 },
    toResponse: 3,
    toFinal: 13,
  },
  // The key is stored before any other write.
  'transfer with an idempotency key': {
    ...GOOD,
    writes: { ...GOOD.writes, idempotency: 1 },
    toResponse: 4,
    toFinal: 14,
  },
  // As by itself. Each further transfer of a batch costs the same, without the read of its payer.
  'batch of one transfer': {
    ...GOOD,
    functions: { ...OF_A_BATCH, 'shard/reserve': 2, 'shard/commit': 2 },
    writes: { ...GOOD.writes, idempotency: 1 },
    log: { lines: 4, bytes: 899 },
    toResponse: 4,
    toFinal: 14,
  },
  // 2,048 bytes of keys and values: two KB more of the payer's item at each of its writes.
  'transfer with all metadata': {
    ...GOOD,
    writes: { ...GOOD.writes, journal: 13 },
  },
  // The response comes after the workflow, and with a read of the transfer.
  'transfer that is waited for': {
    ...GOOD,
    reads: { ...GOOD.reads, journal: 1 },
    toResponse: 14,
    toFinal: 14,
  },
  // A refund is a transfer, with a claim on the payment's row, a link in its payer's item, and a read of
  // the payment.
  refund: {
    ...GOOD,
    functions: {
      'orchestrator/refund': 1,
      'orchestrator/reserve': 1,
      'orchestrator/settle': 1,
      'shard/reserve': 2,
      'shard/commit': 2,
    },
    writes: { ...GOOD.writes, journal: 7 },
    reads: { ...GOOD.reads, journal: 1 },
    log: { lines: 4, bytes: 952 },
    toResponse: 4,
    toFinal: 16,
  },
  // Its payee gets a row. The list of holds has the keys of both.
  'authorising a transfer': {
    requests: 2,
    functions: {
      'orchestrator/do_transaction': 1,
      'orchestrator/reserve': 1,
      'shard/reserve': 1,
      'orchestrator/hold': 1,
    },
    workflow: { runs: 1, transitions: 8 },
    // It is due for the sweeper, and then due when it expires.
    writes: { journal: 5, 'journal/open': 3, 'shard wallets': 1, 'journal/holds': 2 },
    reads: { wallets: 1 },
    log: { lines: 3, bytes: 611 },
    toResponse: 3,
    toFinal: 11,
  },
  'capturing it': {
    requests: 4,
    functions: {
      'orchestrator/capture': 1,
      'orchestrator/reserve': 1,
      'shard/reserve': 1,
      'orchestrator/settle': 1,
      'shard/commit': 2,
    },
    workflow: { runs: 1, transitions: 9 },
    writes: { journal: 5, 'journal/open': 3, 'shard wallets': 3, 'journal/holds': 2, 'shard entries': 2 },
    // The row of the payee, and the item of the payer.
    reads: { wallets: 1, journal: 2, 'shard entries': 1 },
    log: { lines: 4, bytes: 953 },
    toResponse: 5,
    toFinal: 15,
  },
  'voiding it': {
    requests: 2,
    functions: { 'orchestrator/void': 1, 'orchestrator/settle': 1, 'shard/rollback': 1 },
    workflow: { runs: 1, transitions: 5 },
    writes: { journal: 4, 'journal/open': 3, 'shard wallets': 2, 'journal/holds': 2 },
    reads: { wallets: 1, journal: 2 },
    log: { lines: 3, bytes: 748 },
    toResponse: 5,
    toFinal: 12,
  },
  // 3 holds for a payee: the index says which, and the row and the payer's item of each are read.
  'page of the holds': {
    requests: 1,
    functions: { 'orchestrator/holds': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, 'journal/holds': 0.5, journal: 6 },
    log: { lines: 1, bytes: 189 },
    toResponse: 4,
    toFinal: 4,
  },
  'creating a wallet': {
    requests: 2,
    functions: {
      'orchestrator/create_wallet': 1,
      'orchestrator/open_wallet': 1,
      'shard/createwallet': 1,
    },
    workflow: { runs: 1, transitions: 3 },
    writes: {
      // The claim and its completion; the owner's place, taken before and stored after.
      wallets: 4,
      'wallets/owner': 2,
      'wallets/open': 2,
      'shard wallets': 1,
    },
    // On how many shards new wallets are. The task that opens it on its shard reads the currency of the claim.
    reads: { wallets: 3 },
    log: { lines: 2, bytes: 355 },
    toResponse: 5,
    toFinal: 10,
  },
  'changing a wallet': {
    requests: 1,
    functions: { 'orchestrator/change_wallet': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { wallets: 1 },
    reads: { wallets: 1 },
    log: { lines: 1, bytes: 193 },
    toResponse: 2,
    toFinal: 2,
  },
  // It is read first: a change is for the version that it has.
  'freezing a wallet': {
    requests: 3,
    functions: { 'orchestrator/change_wallet_controls': 1, 'shard/controls': 1, 'shard/changecontrols': 1 },
    workflow: { runs: 0, transitions: 0 },
    // What the wallet had is recorded again, and what it has.
    writes: { 'wallet-events': 2, 'shard wallets': 1 },
    reads: { wallets: 1, 'shard wallets': 2 },
    log: { lines: 2, bytes: 504 },
    toResponse: 8,
    toFinal: 8,
  },
  // 15 wallets: the index says which, and each of them is read.
  'page of the wallets': {
    requests: 1,
    functions: { 'orchestrator/wallets': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { 'wallets/owner': 0.5, wallets: 7.5 },
    log: { lines: 1, bytes: 186 },
    toResponse: 2,
    toFinal: 2,
  },
  login: {
    requests: 1,
    functions: {
      'orchestrator/login': 1,
    },
    workflow: { runs: 0, transitions: 0 },
    writes: {
      throttles: 3,
      sessions: 2,
    },
    reads: {
      throttles: 2,
      users: 2,
      sessions: 1,
      // Whether the user has a second factor.
      factors: 1,
    },
    log: { lines: 1, bytes: 260 },
    toResponse: 9,
    toFinal: 9,
  },
  'page of the journal': {
    requests: 1,
    functions: {
      'orchestrator/transactions': 1,
    },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: {
      wallets: 0.5,
      journal: 5,
    },
    log: { lines: 1, bytes: 196 },
    toResponse: 2,
    toFinal: 2,
  },
  'page of the statement': {
    requests: 2,
    functions: { 'orchestrator/statement': 1, 'shard/statement': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    // The wallet, beside its entries: a shard gives a statement only where the wallet is live.
    reads: { wallets: 0.5, 'shard entries': 1, 'shard wallets': 1 },
    log: { lines: 1, bytes: 193 },
    toResponse: 3,
    toFinal: 3,
  },
  balance: {
    requests: 2,
    functions: {
      'orchestrator/balance': 1,
      'shard/balance': 1,
    },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: {
      wallets: 0.5,
      journal: 1,
      'shard wallets': 1,
    },
    log: { lines: 1, bytes: 191 },
    toResponse: 3,
    toFinal: 3,
  },
  // The newest entries, the mark before the time, and the entries from there on.
  'balance at a past time': {
    requests: 2,
    functions: { 'orchestrator/balance_at': 1, 'shard/statement': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, 'shard entries': 1, 'shard entries/marks': 0.5, 'shard wallets': 1 },
    log: { lines: 1, bytes: 201 },
    toResponse: 5,
    toFinal: 5,
  },
  // The newest entries, and beside them the wallet, which says that there are no more.
  'balance after the last entry': {
    requests: 2,
    functions: { 'orchestrator/balance_at': 1, 'shard/statement': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, 'shard entries': 0.5, 'shard wallets': 1 },
    log: { lines: 1, bytes: 201 },
    toResponse: 3,
    toFinal: 3,
  },
  "the wallet's page or one of its files": {
    requests: 1,
    functions: {
      'orchestrator/app': 1,
    },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: {},
    log: { lines: 1, bytes: 173 },
    toResponse: 0,
    toFinal: 0,
  },
  // Of up to 1 KB, and an entry of the index of what is due.
  'scheduling a transfer': {
    requests: 1,
    functions: { 'orchestrator/schedule_transfer': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { schedules: 2, 'schedules/open': 1 },
    reads: { wallets: 1 },
    log: { lines: 1, bytes: 199 },
    toResponse: 3,
    toFinal: 3,
  },
  // Two writes of the schedule, each after a read: what starts is stored, and that it is in the journal. The
  // owner is read before, and the currency with the acceptance. Its last payment leaves the index.
  'payment of a schedule': {
    requests: 4,
    functions: { 'orchestrator/reserve': 1, 'orchestrator/settle': 1, 'shard/reserve': 2, 'shard/commit': 2 },
    workflow: { runs: 1, transitions: 8 },
    writes: { ...GOOD.writes, schedules: 2, 'schedules/open': 1 },
    reads: { schedules: 3, wallets: 2, 'shard entries': 1 },
    log: { lines: 3, bytes: 704 },
    toResponse: 10,
    toFinal: 18,
  },
  'page of ten schedules': {
    requests: 1,
    functions: { 'orchestrator/scheduled_transfers': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, schedules: 1 },
    log: { lines: 1, bytes: 203 },
    toResponse: 2,
    toFinal: 2,
  },
  // The owners of both wallets and their webhooks, then the webhook again and its secrets. The delivery is
  // recorded.
  "event for a user's webhook": {
    requests: 0,
    functions: { 'orchestrator/fan_out': 1, 'orchestrator/deliver_to_users': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { 'webhook-deliveries': 1 },
    reads: { wallets: 1, 'user-webhooks': 1.5, 'webhook-secrets': 1 },
    log: { lines: 2, bytes: 383 },
    toResponse: 9,
    toFinal: 9,
  },
  'freezes and limits of a wallet': {
    requests: 2,
    functions: { 'orchestrator/wallet_controls': 1, 'shard/controls': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, 'shard wallets': 1 },
    log: { lines: 1, bytes: 200 },
    toResponse: 3,
    toFinal: 3,
  },
  'closing a wallet': {
    requests: 3,
    functions: { 'orchestrator/close_wallet': 1, 'shard/controls': 1, 'shard/closewallet': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { 'shard wallets': 1, 'wallet-events': 1 },
    reads: { wallets: 1, 'shard wallets': 2 },
    log: { lines: 2, bytes: 515 },
    toResponse: 8,
    toFinal: 8,
  },
  'list of the currencies': {
    requests: 1,
    functions: { 'orchestrator/currencies': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: {},
    log: { lines: 1, bytes: 184 },
    toResponse: 0,
    toFinal: 0,
  },
  'refreshing a session': {
    requests: 1,
    functions: { 'orchestrator/refresh': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { sessions: 1 },
    reads: { users: 1 },
    log: { lines: 1, bytes: 262 },
    toResponse: 2,
    toFinal: 2,
  },
  // Two requests: the challenge that the passkey signs, and the signature. The challenge is written and used up.
  'login with a passkey': {
    requests: 2,
    functions: { 'orchestrator/login_passkey_options': 1, 'orchestrator/login_with_passkey': 1 },
    workflow: { runs: 0, transitions: 0 },
    // The item of the factors has ten recovery codes.
    writes: { throttles: 4, factors: 2, sessions: 2 },
    reads: { factors: 1, users: 2, sessions: 1 },
    log: { lines: 2, bytes: 465 },
    toResponse: 10,
    toFinal: 10,
  },
  // The login by a password, which asks for the passkey, and the same two.
  'login with a password and a passkey': {
    requests: 3,
    functions: {
      'orchestrator/login': 1,
      'orchestrator/login_passkey_options': 1,
      'orchestrator/login_with_passkey': 1,
    },
    workflow: { runs: 0, transitions: 0 },
    writes: { throttles: 7, factors: 2, sessions: 2 },
    reads: { throttles: 2, users: 3, factors: 2, sessions: 1 },
    log: { lines: 4, bytes: 1062 },
    toResponse: 16,
    toFinal: 16,
  },
  // The key is read, and nothing else is: it was used within the last hour.
  'balance by a key': {
    requests: 2,
    functions: { 'orchestrator/balance': 1, 'shard/balance': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { 'api-keys': 1, wallets: 0.5, journal: 1, 'shard wallets': 1 },
    log: { lines: 1, bytes: 229 },
    toResponse: 4,
    toFinal: 4,
  },
  // The key is read, and the payment is counted against its sum of the day.
  'transfer by a key': {
    ...GOOD,
    writes: { ...GOOD.writes, spending: 1 },
    reads: { ...GOOD.reads, 'api-keys': 1 },
    log: { lines: 4, bytes: 973 },
    toResponse: 5,
    toFinal: 15,
  },
  // It is counted like one by a key. The wallet that is read anyway has the member.
  'transfer by a member': {
    ...GOOD,
    writes: { ...GOOD.writes, spending: 1 },
    toResponse: 4,
    toFinal: 14,
  },
  // The key and its event are one transaction, which costs twice as much as both alone.
  'making a key': {
    requests: 1,
    functions: { 'orchestrator/make_key': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { 'api-keys': 2, 'wallet-events': 2 },
    reads: { 'api-keys': 2, wallets: 1 },
    log: { lines: 1, bytes: 184 },
    toResponse: 4,
    toFinal: 4,
  },
  'revoking it': {
    requests: 1,
    functions: { 'orchestrator/keys': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { 'api-keys': 2, 'wallet-events': 2 },
    reads: { 'api-keys': 1 },
    log: { lines: 1, bytes: 194 },
    toResponse: 2,
    toFinal: 2,
  },
  'sharing a wallet': {
    requests: 1,
    functions: { 'orchestrator/members': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { wallets: 2, 'wallet-events': 2, memberships: 1 },
    // The session has the login that the member sees.
    reads: { sessions: 1, wallets: 2, users: 1 },
    log: { lines: 1, bytes: 209 },
    toResponse: 6,
    toFinal: 6,
  },
  'moving a wallet with one entry': MOVED,
  'moving a wallet with ten entries': {
    ...MOVED,
    writes: { ...MOVED.writes, 'shard entries': 10 },
    log: { lines: 3, bytes: 653 },
    toResponse: 40,
    toFinal: 40,
  },
  // Its own item and eight stripes in one transaction, which costs twice; the directory, and the list of such wallets.
  'giving a wallet 8 stripes': {
    requests: 2,
    functions: { 'shard/openstatement': 1, 'shard/stripewallet': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: { wallets: 3, 'shard wallets': 18 },
    reads: { wallets: 1, 'shard wallets': 2 },
    log: { lines: 1, bytes: 156 },
    toResponse: 9,
    toFinal: 9,
  },
  // Functions read once a minute which wallets are in stripes: a transfer to one reads nothing more. The end of its
  // statement is read strongly consistent, because batches of other stripes append to it.
  'transfer to a wallet in 8 stripes': { ...GOOD, reads: { ...GOOD.reads, 'shard entries': 1.5 } },
  // The wallet's own item first, and then its stripes together. Its newest transfer is
  // in any of nine partitions of the journal.
  'balance of a wallet in 8 stripes': {
    requests: 2,
    functions: { 'orchestrator/balance': 1, 'shard/balance': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, journal: 9, 'shard wallets': 9 },
    log: { lines: 1, bytes: 191 },
    toResponse: 4,
    toFinal: 4,
  },
  'page of the journal of 8 stripes': {
    requests: 1,
    functions: { 'orchestrator/transactions': 1 },
    workflow: { runs: 0, transitions: 0 },
    writes: {},
    reads: { wallets: 0.5, journal: 9 },
    log: { lines: 1, bytes: 196 },
    toResponse: 2,
    toFinal: 2,
  },
  // The hold that fails, and a read of all stripes. Eight stripes give side by side, and the wallet's own item
  // takes all in one write. Then it is held.
  'transfer that gathers from 8 stripes': {
    ...GOOD,
    writes: { ...GOOD.writes, 'shard wallets': 14 },
    reads: { ...GOOD.reads, 'shard wallets': 8, 'shard entries': 1.5 },
    toFinal: 17,
  },
  // It is refused once all stripes are read.
  'transfer without funds in 8 stripes': {
    requests: 5,
    functions: { ...CALLED, 'shard/reserve': 2, 'shard/rollback': 2 },
    workflow: { runs: 1, transitions: 8 },
    writes: { journal: 4, 'journal/open': 2, 'shard wallets': 5 },
    reads: { wallets: 1, 'shard wallets': 8 },
    log: { lines: 6, bytes: 1472 },
    toResponse: 3,
    toFinal: 14,
  },
  // Where a stage asks for a code at new payees, a payment reads whether its user has a second factor.
  'transfer, of a user without a second factor': {
    ...GOOD,
    reads: { ...GOOD.reads, factors: 1 },
    toResponse: 4,
    toFinal: 14,
  },
  // And then whether the payee is known.
  'transfer to a known payee, with a second factor': {
    ...GOOD,
    reads: { ...GOOD.reads, factors: 1, 'known-payees': 1 },
    toResponse: 5,
    toFinal: 15,
  },
  // And then whether the session is confirmed. The payee is stored after the acceptance, and has no entry before.
  'transfer to a new payee, with a second factor': {
    ...GOOD,
    writes: { ...GOOD.writes, 'known-payees': 1 },
    reads: { ...GOOD.reads, factors: 1, 'known-payees': 1, sessions: 1, 'shard entries': 0.5 },
    toResponse: 7,
    toFinal: 16,
  },
};

/**
 * A hundred transfers in one request, each from another wallet. Twenty start side by side, and their
 * entries are written together: how many round trips wait for another, how many entries are read before,
 * and how many lines a busy machine adds, differs from run to run.
 */
export const EXPECTED_BATCH: Pick<Work, 'requests' | 'functions' | 'workflow' | 'writes'> = {
  requests: 1 + 4 * 100,
  functions: {
    'orchestrator/transfers_batch': 1,
    'orchestrator/reserve': 100,
    'orchestrator/settle': 100,
    'shard/reserve': 200,
    'shard/commit': 200,
  },
  workflow: { runs: 100, transitions: 800 },
  writes: {
    ...Object.fromEntries(Object.entries(GOOD.writes).map(([place, units]) => [place, 100 * units])),
    idempotency: 100,
    throttles: 1,
  },
};

/** What the final status of a good transfer waits for. */
export const EXPECTED_ROW: readonly string[] = [
  'DynamoDB GetItem',
  'DynamoDB PutItem',
  'StepFunctions StartExecution',
  'DynamoDB UpdateItem',
  'invoke orchestrator/reserve',
  'POST /api/reserve',
  'DynamoDB UpdateItem',
  'DynamoDB UpdateItem',
  'invoke orchestrator/settle',
  'POST /api/commit',
  'DynamoDB UpdateItem',
  'DynamoDB PutItem',
  'DynamoDB UpdateItem',
];
