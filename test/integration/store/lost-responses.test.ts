import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { approvalRequest } from '../../../lib/domain/approval.ts';
import type { Passkey } from '../../../lib/domain/passkey.ts';
import type { WalletApproval } from '../../../lib/domain/payment-approval.ts';
import { newSchedule } from '../../../lib/domain/schedule-changes.ts';
import { NO_FACTORS } from '../../../lib/domain/second-factor.ts';
import { MAX_TOMBSTONES } from '../../../lib/domain/shard-wallet.ts';
import { stripeId } from '../../../lib/domain/stripes.ts';
import type { WalletEvent } from '../../../lib/domain/wallet-event.ts';
import { AccountDeletions } from '../../../lib/store/account-deletions.ts';
import { ApiKeys } from '../../../lib/store/api-keys.ts';
import { ApprovalRules, Approvers } from '../../../lib/store/approval-rules.ts';
import { Approvals } from '../../../lib/store/approvals.ts';
import { DeletedUsers } from '../../../lib/store/deleted-users.ts';
import { Directory, type DirectoryEntry } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { IssuingStore } from '../../../lib/store/issuing.ts';
import { Captures, type ManualTransfer } from '../../../lib/store/journal/captures.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Refunds } from '../../../lib/store/journal/refunds.ts';
import { KeyChanges } from '../../../lib/store/key-changes.ts';
import { LabelledWallets } from '../../../lib/store/labelled-wallets.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { PasskeyChallenges } from '../../../lib/store/passkey-challenges.ts';
import { RateCounters } from '../../../lib/store/rate-counters.ts';
import { SchedulePlaces } from '../../../lib/store/schedule-places.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardCredit } from '../../../lib/store/shard-credit.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { keyOfLook, type User, Users } from '../../../lib/store/users.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { WalletMembers } from '../../../lib/store/wallet-members.ts';
import { placesKey, WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { WebhookDeliveries } from '../../../lib/store/webhook-deliveries.ts';
import { WebhookSecrets } from '../../../lib/store/webhook-secrets.ts';
import { LOSSES, type Loss, LostResponses } from '../../support/environment/lost-responses.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';
import { writesIn } from './store-writes.ts';

const NOW = 1_700_000_000_000;
const DEADLINE = NOW + 15_000;
const ISO = new Date(NOW).toISOString();

let tables: FreshTables;
let client: DynamoDBDocumentClient;
let responses: LostResponses;
beforeAll(async () => {
  tables = await freshTables();
});
// A client has a quota of retries, which lost responses use up: each test has a new one.
beforeEach(async () => {
  client = documentsAt({ endpoint: await tables.endpoint() });
  responses = new LostResponses(client);
});
afterEach(() => client.config.requestHandler.destroy?.());
afterAll(() => tables.close());

/** An operation of a store that writes. */
interface Operation {
  /** The writes of the operation, by file and function. */
  readonly writes: readonly string[];
  /** Prepares the operation without losing responses. @param id unique to the operation */
  prepare?(id: string): Promise<unknown>;
  run(id: string): Promise<unknown>;
  /** The requests that lose their response, counted from 1; by default each. */
  readonly lose?: readonly number[];
  /**
   * Another result when the request of this number loses its response: "applied before" is a
   * success, too.
   */
  readonly told?: Readonly<Record<number, unknown>>;
  readonly table: () => string;
  readonly key: (id: string) => Record<string, string | number>;
}

const deletions = () => new AccountDeletions(client, tables.wallets);
const deletedUsers = () => new DeletedUsers(client, tables.users);
const users = () => new Users(client, tables.users);
const directory = () => new Directory(client, tables.wallets);
const places = () => new WalletPlaces(client, tables.wallets);
const growths = () => new Growths(client, tables.wallets);
const GROWTH = { from: 2, to: 3, perSecond: 10, expected: 1 } as const;
/** A stage whose number of shards never changed: its one item about that is shared by all tests. */
const noGrowth = () => client.send(new DeleteCommand({ TableName: tables.wallets, Key: { wallet_id: 'growth' } }));
const begunGrowth = async () => {
  await noGrowth();
  await growths().begin(undefined, GROWTH, NOW);
};
const inGrowths = { table: () => tables.wallets, key: () => ({ wallet_id: 'growth' }) };
const journal = () => new Journal(client, tables.journal);
const backoff = () => new LoginBackoff(client, tables.throttles);
/** `pruneFrom` 1: every settle drops expired tombstones. */
const wallets = (pruneFrom?: number) =>
  new ShardWallets(client, tables.shardWallets[0], pruneFrom === undefined ? {} : { pruneFrom });

const approvals = () => new Approvals(client, tables.approvals);
const request = (id: string) =>
  approvalRequest({ command: 'x', arguments: {}, reason: 'y', requestedBy: 'ann' }, { id, now: NOW });
const issuing = () => new IssuingStore(client, tables.issuing);
const ORDER = { act: 'issue', walletId: '7', amount: 5n, currency: 'XXX' } as const;
const ISSUING_LIMITS = { aDay: 9n, aloneADay: 9n, alarmAbove: 9n };
const dayOf = (id: string) => ({ day: '2026-11-26', currency: id });
const inIssuing = { table: () => tables.issuing, key: (id: string) => ({ entry: `day#2026-11-26#${id}` }) };
const inApprovals = { table: () => tables.approvals, key: (id: string) => ({ series: 'requests', id }) };
const sessions = () => new Sessions(client, tables.sessions);
const session = (id: string) => ({
  ...{ userId: id, sessionId: 'session', login: 'ann', generation: 1, passwordSince: ISO },
  ...{ familyHash: 'family', secretHash: 'first', network: '', userAgent: '' },
  ...{ lastUsedAt: NOW, expiresAt: NOW / 1_000 + 60 },
});
const factors = () => new UserFactors(client, tables.factors);
const TOTP = { id: 'app', since: ISO, lastStep: 7 };
const PASSKEY: Passkey = {
  ...{ id: 'passkey', credentialId: 'credential', publicKey: 'key', counter: 7, transports: ['usb'] },
  ...{ mayBeSynced: false, isSynced: false, name: 'My key', login: 'ann', since: ISO },
};
const WITH_PASSKEY = { recoveryHashes: ['a'], passkeys: [PASSKEY] };
const challenges = () => new PasskeyChallenges(client, tables.throttles);
const inFactors = { table: () => tables.factors, key: (id: string) => ({ user_id: id }) };
const user = (id: string): User => ({ login: `login-${id}`, userId: id, passwordHash: 'hash', createdAt: ISO });
const entry = (id: string): DirectoryEntry => ({
  walletId: id,
  owner: 'ann',
  shard: 1,
  status: 'CREATING',
  createdAt: ISO,
});
const transfer = (id: string) => ({ txId: id, fromId: '1', amount: 5n, credits: [{ toId: '2', amount: 5n }] });
const DAY_MS = 86_400_000;
const captures = () => new Captures(client, tables.journal);
/** A transfer that is held for its payee until tomorrow. */
const authorised = async (id: string) => {
  await journal().create({ ...transfer(id), manual: true, expiresAt: new Date(NOW + DAY_MS).toISOString() }, NOW);
  await markAuthorised(id);
};
const markAuthorised = async (id: string) => {
  await client.send(
    new UpdateCommand({
      TableName: tables.journal,
      Key: { from_id: '1', tx_id: id },
      UpdateExpression: 'SET #status = :processing, authorised_at = :now',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':processing': 'PROCESSING', ':now': ISO },
    }),
  );
};
async function onManual<R>(id: string, write: (found: ManualTransfer) => Promise<R>): Promise<R> {
  const found = await captures().get('1', id);
  if (!found) throw new Error('no such transfer');
  return write(found);
}
/** One that waits for an approval, and one whose first attempt after it was released. */
const awaiting = async (id: string) => {
  const approval = { askedBy: 'ann' };
  const expiresAt = new Date(NOW + DAY_MS).toISOString();
  await journal().create({ ...transfer(id), manual: true, expiresAt, approval }, NOW);
  await markAuthorised(id);
};
const approvedAndReleased = async (id: string) => {
  await awaiting(id);
  await onManual(id, (found) => captures().approve(found, 'bob', { now: NOW, deadline: DEADLINE }));
  await onManual(id, ({ transfer }) => captures().giveUp(transfer, attemptOf(transfer)));
  await onManual(id, ({ transfer }) => captures().release(transfer, attemptOf(transfer)));
};
const claimed = async (id: string) => {
  await authorised(id);
  await onManual(id, (found) => captures().claim(found, 3n, { now: NOW, deadline: DEADLINE }));
};
const RULE: WalletApproval = { rule: { above: 5n, approvers: [{ userId: 'bob', walletId: '2' }] }, version: 1 };
const attemptOf = ({ capture }: ManualTransfer['transfer']) => {
  if (!capture) throw new Error('no attempt');
  return capture;
};
const debit = (id: string) => ({ transactionId: 'tx', walletId: id, amount: -5n, deadline: DEADLINE });
const credit = (id: string) => ({ transactionId: 'tx', walletId: id, amount: 5n, deadline: DEADLINE });
const openedWith = async (id: string, more: (wallet: ShardWallets) => Promise<unknown> = async () => {}) => {
  await wallets().createWallet(id, 100n);
  await more(wallets());
};
const stripes = () => new ShardStripes(client, tables.shardWallets[0]);
/** A tombstone that may be dropped from `DEADLINE` on. */
const prunableWallet = (id: string) =>
  openedWith(id, async (wallet) => {
    await wallet.reserve({ ...credit(id), transactionId: 'old', deadline: NOW - 1 }, NOW - 2);
    await wallet.commit({ ...credit(id), transactionId: 'old' }, NOW - 2);
  });
const moves = (shard: 0 | 1) => {
  const statements = new Statements(client, tables.shardEntries[shard]);
  return new ShardMoves(client, tables.shardWallets[shard], statements, shard);
};
/** A wallet that its shard has marked. */
const markedWallet = (id: string) => openedWith(id, () => moves(0).mark({ walletId: id, op: 1, to: 1 }));
/** A wallet in stripes without money. */
const stripedWith = async (id: string, then: () => Promise<unknown> = async () => undefined) => {
  await wallets().createWallet(id);
  await stripes().make(id, 3);
  await then();
};
/** A wallet of the version before: it has no statement. */
const olderWallet = (id: string, holds: object) => {
  const Item = { wallet_id: id, spendable: 95n, credit_limit: 0n, holds, settled: {}, fence: 0 };
  return client.send(new PutCommand({ TableName: tables.shardWallets[0], Item }));
};
/** A wallet with the maximum of tombstones, all droppable. */
const fullWallet = (id: string) => {
  const settled = Object.fromEntries(Array.from({ length: MAX_TOMBSTONES }, (_, n) => [`old-${n}`, NOW - 1]));
  const Item = { wallet_id: id, spendable: 100n, credit_limit: 100n, holds: {}, settled, fence: 0 };
  return client.send(new PutCommand({ TableName: tables.shardWallets[0], Item }));
};

/** A payment of 5 with this id, under its payee and under its payer. */
const paid = async (id: string) => {
  const payment = { tx_id: id, amount: 5n, status: 'SUCCESSFUL' };
  for (const Item of [
    { ...payment, from_id: '2', payer_id: '1' },
    { ...payment, from_id: '1', to_id: '2' },
  ])
    await client.send(new PutCommand({ TableName: tables.journal, Item }));
};
const refunds = () => new Refunds(client, tables.journal);
const REFUND_ID = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';
const refund = (id: string) => {
  return { txId: REFUND_ID, fromId: '2', toId: '1', refundOf: id, amount: 3n, deadline: DEADLINE };
};
const schedules = () => new Schedules(client, tables.schedules);
const schedulePlaces = () => new SchedulePlaces(client, tables.schedules);
const schedule = (id: string) => {
  const payment = { fromId: '1', amount: 5n, credits: [{ toId: '2', amount: 5n }] };
  return newSchedule({ scheduleId: id, owner: 'ann', payment, timing: { executeAt: NOW + 1 } }, NOW);
};
const inSchedules = { table: () => tables.schedules, key: (id: string) => ({ from_id: '1', schedule_id: id }) };
const inSchedulePlaces = {
  table: () => tables.schedules,
  key: (id: string) => ({ from_id: id, schedule_id: '#places' }),
};

const inUsers = { table: () => tables.users, key: (id: string) => ({ login: `login-${id}` }) };
const inDirectory = { table: () => tables.wallets, key: (id: string) => ({ wallet_id: id }) };
const inPlaces = { table: () => tables.wallets, key: (id: string) => ({ wallet_id: `places#${id}` }) };
const inJournal = { table: () => tables.journal, key: (id: string) => ({ from_id: '1', tx_id: id }) };
const inPayeesRow = { table: () => tables.journal, key: (id: string) => ({ from_id: '2', tx_id: id }) };
const inThrottles = (key: (id: string) => string) => ({
  table: () => tables.throttles,
  key: (id: string) => ({ key: key(id) }),
});
const inShard = { table: () => tables.shardWallets[0], key: (id: string) => ({ wallet_id: id }) };

const keys = () => new ApiKeys(client, tables.apiKeys);
const keyChanges = () => new KeyChanges(client, tables.apiKeys, tables.walletEvents);
const BY_ANN = { by: 'owner', userId: 'ann', now: NOW } as const;
const KEY = {
  key: { id: 'k', name: 'Shop', read: 'all', pay: [], createdAt: ISO },
  secretHash: 'hash',
} as const;
const inKeys = { table: () => tables.apiKeys, key: (id: string) => ({ owner: id }) };
const MEMBER = { userId: 'bob', login: 'bob', maxPerDay: 5n, addedAt: ISO };
const spending = () => new Spending(client, tables.spending);
const SPENDER = { id: 'k', maxPerDay: 9n };
const inSpending = {
  table: () => tables.spending,
  key: (id: string) => ({ counter: `k#${id}#${ISO.slice(0, 10)}` }),
};
const SPENT_TX = ulid(NOW);
const webhooks = () => new UserWebhooks(client, tables.userWebhooks);
const secrets = () => new WebhookSecrets(client, tables.webhookSecrets);
const WEBHOOK = { id: 'w', url: 'https://a.example/', types: ['transfer.final'], createdAt: ISO };
const SECRET = { id: 'a', secret: 'whsec_', addedAt: ISO };
const inWebhooks = { table: () => tables.userWebhooks, key: (id: string) => ({ owner: id }) };
const inSecrets = { table: () => tables.webhookSecrets, key: (id: string) => ({ webhook: id }) };
const failing = async (id: string) => {
  await webhooks().add(id, WEBHOOK);
  await webhooks().failing(id, 'w', NOW);
};
const delivered = (webhook: string) => {
  const event = { id: 'event', type: 'transfer.final', timestamp: ISO, data: {} };
  const last = { at: ISO, durationMs: 5, status: 200 };
  return { webhook, event, since: ISO, status: 'delivered', attempts: 1, last } as const;
};

const frozen = (walletId: string): WalletEvent => ({
  version: 1,
  wallet_id: walletId,
  status: 'FROZEN',
  change: 1,
  by: 'owner',
  frozen: 'all',
  operator_frozen: null,
  changed_at: ISO,
});

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'creating a schedule': {
    ...inSchedules,
    writes: ['schedules.ts create'],
    run: (id) => schedules().create(schedule(id)),
  },
  'changing a schedule': {
    ...inSchedules,
    writes: ['schedules.ts change'],
    prepare: (id) => schedules().create(schedule(id)),
    run: (id) => schedules().change({ version: 1 }, { ...schedule(id), status: 'CANCELLED' }, 'a-change'),
  },
  'taking a place for a schedule': {
    ...inSchedulePlaces,
    writes: ['schedule-places.ts take', 'schedule-places.ts #open'],
    run: (id) => schedulePlaces().take(id, 'one'),
  },
  'giving back the place of a schedule': {
    ...inSchedulePlaces,
    writes: ['schedule-places.ts giveBack'],
    prepare: (id) => schedulePlaces().take(id, 'one'),
    run: (id) => schedulePlaces().giveBack(id, ['one']),
  },
  'asking for an approval': {
    ...inApprovals,
    writes: ['approvals.ts add'],
    run: (id) => approvals().add(request(id)),
  },
  'approving a request': {
    ...inApprovals,
    writes: ['approvals.ts #update'],
    prepare: (id) => approvals().add(request(id)),
    run: (id) => approvals().approve(id, { by: 'bob', at: NOW }),
  },
  'rejecting a request': {
    ...inApprovals,
    writes: ['approvals.ts #update'],
    prepare: (id) => approvals().add(request(id)),
    run: (id) => approvals().reject(id, { by: 'bob', at: NOW }, 'no'),
  },
  'saying that a request was carried out': {
    ...inApprovals,
    writes: ['approvals.ts #update'],
    prepare: async (id) => {
      await approvals().add(request(id));
      await approvals().approve(id, { by: 'bob', at: NOW });
    },
    run: (id) => approvals().done(id),
  },
  'claiming the key of an order': {
    ...inIssuing,
    key: (id) => ({ entry: `order#${id}` }),
    writes: ['issuing.ts claim'],
    run: (id) => issuing().claim(id, { ...ORDER, txId: id }, ISO),
  },
  'counting what is issued': {
    ...inIssuing,
    writes: ['issuing.ts count', 'issuing.ts #open'],
    run: (id) => issuing().count(dayOf(id), { txId: id, amount: 5n, approved: false }, ISSUING_LIMITS),
  },
  'giving back what was counted': {
    ...inIssuing,
    writes: ['issuing.ts giveBack'],
    prepare: (id) => issuing().count(dayOf(id), { txId: id, amount: 5n, approved: true }, ISSUING_LIMITS),
    run: (id) => issuing().giveBack(dayOf(id), id),
  },
  'creating a user': { ...inUsers, writes: ['users.ts create'], run: (id) => users().create(user(id)) },
  'deciding the deletion of an account': {
    ...inDirectory,
    key: (id) => placesKey(id),
    writes: ['account-deletions.ts decide'],
    run: async (id) => {
      const read = { used: undefined, unsettled: new Map() };
      return deletions().decide(id, read, `login-${id}`, { now: NOW, dueAt: NOW + 60_000 });
    },
  },
  'finishing the deletion of an account': {
    ...inDirectory,
    key: (id) => placesKey(id),
    writes: ['account-deletions.ts finish'],
    prepare: async (id) => {
      const read = { used: undefined, unsettled: new Map() };
      await deletions().decide(id, read, `login-${id}`, { now: NOW, dueAt: NOW + 60_000 });
    },
    run: (id) => deletions().finish(id),
  },
  'putting a deleted user in the place of the user': {
    ...inUsers,
    writes: ['deleted-users.ts bury'],
    prepare: (id) => users().create(user(id)),
    run: (id) => {
      const { userId } = user(id);
      return deletedUsers().bury(`login-${id}`, { userId, deletedAt: ISO, freeAt: NOW / 1_000 });
    },
  },
  'letting the skeleton of a login expire': {
    ...inUsers,
    key: (id) => ({ login: keyOfLook(id) }),
    writes: ['deleted-users.ts freeLook'],
    prepare: (id) => users().claimLook(id, `login-${id}`, { now: NOW }),
    run: (id) => deletedUsers().freeLook(id, `login-${id}`, NOW / 1_000),
  },
  'naming the shard that a wallet has moved to': {
    ...inDirectory,
    writes: ['directory.ts moveTo'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: (id) => directory().moveTo(id, { shard: 3, op: 7 }),
  },
  'saying how many stripes a wallet has': {
    ...inDirectory,
    writes: ['directory.ts setStripes'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: (id) => directory().setStripes(id, 4),
  },
  'beginning a growth': {
    ...inGrowths,
    writes: ['growths.ts begin'],
    prepare: noGrowth,
    run: () => growths().begin(undefined, GROWTH, NOW),
  },
  'saying how many shards a stage has': {
    ...inGrowths,
    writes: ['growths.ts settle'],
    prepare: noGrowth,
    run: () => growths().settle(2, NOW),
  },
  'pausing a growth': {
    ...inGrowths,
    writes: ['growths.ts change'],
    prepare: begunGrowth,
    run: () => growths().change(1, { state: 'paused', after: ['moving', 'paused'] }),
  },
  'reading the wallets of a growth again': {
    ...inGrowths,
    writes: ['growths.ts readAgain'],
    prepare: async () => {
      await begunGrowth();
      await growths().change(1, { state: 'moved', after: ['moving'] });
    },
    run: () => growths().readAgain(1),
  },
  'removing the labels of a wallet': {
    ...inDirectory,
    writes: ['labelled-wallets.ts unlabel'],
    prepare: (id) => directory().claim({ ...entry(id), name: 'Rent', metadata: { a: '1' } }, NOW),
    run: (id) => new LabelledWallets(client, tables.wallets).unlabel(id, entry(id).owner),
  },
  'replacing the password of a user': {
    ...inUsers,
    writes: ['users.ts setPasswordHash'],
    prepare: (id) => users().create(user(id)),
    run: (id) => users().setPasswordHash(`login-${id}`, 'another hash', ISO),
  },
  'changing the password of a user': {
    ...inUsers,
    writes: ['users.ts changePassword'],
    prepare: (id) => users().create(user(id)),
    run: (id) => users().changePassword(user(id), 'another hash', ISO),
  },
  'offering a user a code for a new password': {
    ...inUsers,
    writes: ['users.ts #change'],
    prepare: (id) => users().create(user(id)),
    run: (id) => {
      const reset = { passwordHash: 'nobody knows it', changedAt: ISO, codeHash: 'code', expiresAt: NOW };
      return users().offerReset(`login-${id}`, reset);
    },
  },
  'setting a password with a code': {
    ...inUsers,
    writes: ['users.ts takeReset'],
    prepare: async (id) => {
      await users().create(user(id));
      const reset = { passwordHash: 'nobody knows it', changedAt: ISO, codeHash: 'code', expiresAt: NOW };
      await users().offerReset(`login-${id}`, reset);
    },
    run: (id) => users().takeReset(user(id), { codeHash: 'code', passwordHash: 'another hash', changedAt: ISO }),
  },
  'replacing a refresh token': {
    table: () => tables.sessions,
    key: (id) => ({ user_id: id, session_id: 'session' }),
    writes: ['sessions.ts rotate'],
    prepare: (id) => sessions().begin(session(id)),
    // A repeated write finds its own: the request gets the same token as a repeated request.
    run: async (id) => {
      const device = { network: '', userAgent: '' };
      const secrets = { familyHash: 'family', from: 'first', to: 'second', salt: 'salt' };
      const rotated = { userId: id, sessionId: 'session', ...secrets, expiresAt: NOW / 1_000 + 60, now: NOW, device };
      const outcome = await sessions().rotate(rotated);
      return 'ok' in outcome ? outcome.ok : outcome.failed;
    },
  },
  'adding an authenticator app': {
    ...inFactors,
    writes: ['factors.ts addTotp'],
    run: (id) => factors().addTotp(id, TOTP, ['a', 'b'], 'attempt'),
  },
  'taking a code of an authenticator app': {
    ...inFactors,
    writes: ['factors.ts takeStep'],
    prepare: (id) => factors().addTotp(id, TOTP, ['a', 'b'], 'attempt'),
    run: (id) => factors().takeStep(id, TOTP.id, TOTP.lastStep + 1, 'attempt'),
  },
  'taking a recovery code': {
    ...inFactors,
    writes: ['factors.ts takeRecoveryCode'],
    prepare: (id) => factors().addTotp(id, TOTP, ['a', 'b'], 'attempt'),
    run: (id) => factors().takeRecoveryCode(id, 'a', 'attempt'),
  },
  'adding a passkey as the first factor': {
    ...inFactors,
    writes: ['factors.ts addPasskey'],
    run: (id) => factors().addPasskey(id, PASSKEY, NO_FACTORS, ['a'], 'attempt'),
  },
  'adding another passkey': {
    ...inFactors,
    writes: ['factors.ts addPasskey'],
    prepare: (id) => factors().addPasskey(id, PASSKEY, NO_FACTORS, ['a'], 'first'),
    run: (id) => factors().addPasskey(id, { ...PASSKEY, id: 'other' }, WITH_PASSKEY, [], 'attempt'),
  },
  'taking a signature of a passkey that counts': {
    ...inFactors,
    writes: ['factors.ts takeSignature'],
    prepare: (id) => factors().addPasskey(id, PASSKEY, NO_FACTORS, ['a'], 'first'),
    run: (id) => factors().takeSignature(id, PASSKEY.id, { counter: 8, isSynced: false, at: ISO }, 'attempt'),
  },
  'taking the challenge of a passkey': {
    table: () => tables.throttles,
    key: (id) => ({ key: `passkey#${id}` }),
    writes: ['passkey-challenges.ts take'],
    prepare: (id) => challenges().add(id, { purpose: 'login' }, NOW),
    run: (id) => challenges().take(id, { purpose: 'login' }, 'attempt', NOW),
  },
  'confirming a session': {
    table: () => tables.sessions,
    key: (id) => ({ user_id: id, session_id: 'session' }),
    writes: ['sessions.ts confirm'],
    prepare: (id) => sessions().begin(session(id)),
    run: (id) => sessions().confirm(id, 'session', NOW),
  },
  'adopting a user as an operator': {
    ...inUsers,
    writes: ['users.ts adopt'],
    prepare: (id) => users().create(user(id)),
    run: (id) => users().adopt(`login-${id}`, 'another hash', ISO),
  },
  'adopting a wallet as an operator': {
    ...inDirectory,
    writes: ['directory.ts adopt'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: (id) => directory().adopt(id, { from: 'ann', to: 'treasurer' }),
  },
  'changing the labels of a wallet': {
    ...inDirectory,
    writes: ['labelled-wallets.ts relabel'],
    prepare: (id) => directory().claim({ ...entry(id), metadata: { a: '1' } }, NOW),
    // A change that finds others looks again, and its own are there.
    run: async (id) => {
      const labels = { name: 'Rent', metadata: { a: '1', b: '2' } };
      const changed = await new LabelledWallets(client, tables.wallets).relabel(
        { ...entry(id), metadata: { a: '1' } },
        labels,
      );
      return changed ?? directory().get(id);
    },
  },
  'renewing the hash of a password': {
    ...inUsers,
    writes: ['users.ts replacePasswordHash'],
    prepare: (id) => users().create(user(id)),
    run: (id) => users().replacePasswordHash(`login-${id}`, 'hash', 'renewed hash'),
  },
  'claiming the skeleton of a login': {
    ...inUsers,
    key: (id) => ({ login: keyOfLook(id) }),
    writes: ['users.ts claimLook'],
    run: (id) => users().claimLook(id, `login-${id}`, { now: NOW }),
  },
  'storing that all users have claimed their skeletons': {
    ...inUsers,
    key: () => ({ login: '\u001flooks' }),
    writes: ['users.ts setLooksVersion'],
    run: () => users().setLooksVersion('version'),
  },
  'claiming a wallet': {
    ...inDirectory,
    writes: ['directory.ts claim'],
    run: (id) => directory().claim(entry(id), NOW),
  },
  'taking a place for a wallet': {
    ...inPlaces,
    writes: ['wallet-places.ts take'],
    run: (id) => places().take(id, '1', 'place', 2),
  },
  'taking the last place for a wallet': {
    ...inPlaces,
    writes: ['wallet-places.ts take'],
    run: (id) => places().take(id, '1', 'place', 1),
  },
  'confirming a place': {
    ...inPlaces,
    writes: ['wallet-places.ts #settle'],
    prepare: (id) => places().take(id, '1', 'place', 2),
    run: (id) => places().confirm(id, '1', 'place'),
  },
  'giving a place back': {
    ...inPlaces,
    writes: ['wallet-places.ts #settle'],
    prepare: (id) => places().take(id, '1', 'place', 2),
    run: (id) => places().giveBack(id, '1', 'place'),
  },
  'postponing a wallet': {
    ...inDirectory,
    writes: ['unfinished-index.ts postpone'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: (id) => directory().postpone({ key: { wallet_id: id }, dueAt: NOW + 30_000, attempts: 0 }, NOW, 'sweep'),
  },
  'writing a transfer': {
    ...inJournal,
    writes: ['journal/journal.ts create'],
    run: (id) => journal().create(transfer(id), NOW),
  },
  'writing a transfer under the id of an earlier request': {
    ...inJournal,
    writes: ['journal/journal.ts create'],
    run: (id) => journal().create(transfer(id), NOW, 'this request'),
  },
  'claiming a refund on its payment': {
    ...inPayeesRow,
    writes: ['journal/refunds.ts claim'],
    prepare: paid,
    run: (id) => refunds().claim(refund(id)),
  },
  'giving back what a refund has claimed': {
    ...inPayeesRow,
    writes: ['journal/refunds.ts #fence', 'journal/refunds.ts #giveBack'],
    prepare: async (id) => {
      await paid(id);
      await refunds().claim(refund(id));
    },
    run: (id) => refunds().release(refund(id)),
  },
  'storing a refund with the payer’s item of its payment': {
    ...inJournal,
    writes: ['journal/refunds.ts link'],
    prepare: paid,
    run: (id) => refunds().link(refund(id)),
  },
  'postponing a transfer': {
    ...inJournal,
    writes: ['unfinished-index.ts postpone'],
    prepare: (id) => journal().create(transfer(id), NOW),
    run: (id) =>
      journal().postpone({ key: { from_id: '1', tx_id: id }, dueAt: NOW + 30_000, attempts: 0 }, NOW, 'sweep'),
  },
  'claiming an authorised transfer for a capture': {
    ...inJournal,
    writes: ['journal/captures.ts claim'],
    prepare: (id) => authorised(id),
    run: (id) => onManual(id, (found) => captures().claim(found, 3n, { now: NOW, deadline: DEADLINE })),
  },
  'voiding an authorised transfer': {
    ...inJournal,
    writes: ['journal/captures.ts end'],
    prepare: (id) => authorised(id),
    run: (id) => onManual(id, (found) => captures().end(found, 'voided', NOW)),
  },
  'expiring an authorised transfer': {
    ...inJournal,
    writes: ['journal/captures.ts end'],
    prepare: (id) => authorised(id),
    run: (id) => onManual(id, (found) => captures().end(found, 'expired', NOW + DAY_MS)),
  },
  'approving a payment': {
    ...inJournal,
    writes: ['journal/captures.ts approve'],
    prepare: (id) => awaiting(id),
    run: (id) => onManual(id, (found) => captures().approve(found, 'bob', { now: NOW, deadline: DEADLINE })),
  },
  'claiming an approved payment again': {
    ...inJournal,
    writes: ['journal/captures.ts claimAgain'],
    prepare: (id) => approvedAndReleased(id),
    // The repeated write finds a claim: the run leaves it to the sweeper.
    run: (id) =>
      onManual(id, async (found) => {
        const { transfer } = await captures().claimAgain(found, { now: NOW, deadline: DEADLINE });
        return transfer.capture?.n;
      }),
  },
  'rejecting a payment': {
    ...inJournal,
    writes: ['journal/captures.ts reject'],
    prepare: (id) => awaiting(id),
    run: (id) => onManual(id, (found) => captures().reject(found, 'bob', NOW)),
  },
  'making a payment wait for its approval': {
    ...inJournal,
    writes: ['journal/captures.ts wait'],
    prepare: (id) => awaiting(id),
    run: (id) => onManual(id, ({ transfer }) => captures().wait(transfer)),
  },
  'setting the rule of approvals of a wallet': {
    table: () => tables.wallets,
    key: (id) => ({ wallet_id: id }),
    writes: ['approval-rules.ts write'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: (id) => new ApprovalRules(client, tables.wallets, tables.walletEvents).write(entry(id), RULE, BY_ANN),
  },
  'naming an approver': {
    table: () => tables.approvers,
    key: (id) => ({ user_id: 'bob', wallet_id: id }),
    writes: ['approval-rules.ts add'],
    run: (id) => new Approvers(client, tables.approvers).add(id, ['bob']),
  },
  'making an authorised transfer wait for its capture': {
    ...inJournal,
    writes: ['journal/captures.ts wait'],
    prepare: (id) => authorised(id),
    run: (id) => onManual(id, ({ transfer }) => captures().wait(transfer)),
  },
  'giving up an attempt to capture': {
    ...inJournal,
    writes: ['journal/captures.ts giveUp'],
    prepare: (id) => claimed(id),
    run: (id) => onManual(id, ({ transfer }) => captures().giveUp(transfer, attemptOf(transfer))),
  },
  'releasing an attempt to capture': {
    ...inJournal,
    writes: ['journal/captures.ts release'],
    prepare: async (id) => {
      await claimed(id);
      await onManual(id, ({ transfer }) => captures().giveUp(transfer, attemptOf(transfer)));
    },
    // The repeated write finds no claim: it is released.
    run: (id) =>
      onManual(id, async ({ transfer }) => {
        const { transfer: after } = await captures().release(transfer, attemptOf(transfer));
        return after.capture === undefined;
      }),
  },
  "putting the row of an authorised transfer's payee": {
    ...inJournal,
    key: (id) => ({ from_id: '2', tx_id: id }),
    writes: ['journal/payee-rows.ts putAuthorisedRow'],
    prepare: (id) => authorised(id),
    run: (id) => onManual(id, ({ transfer }) => journal().putAuthorisedRow(transfer)),
  },
  'claiming an idempotency key': {
    table: () => tables.idempotency,
    key: (id) => ({ key: `ann#${id}` }),
    writes: ['idempotency.ts claim'],
    run: (id) =>
      new IdempotencyKeys(client, tables.idempotency).claim('ann', id, { fingerprint: 'f', result: 'r' }, NOW),
  },
  'taking an attempt to log in': {
    ...inThrottles((id) => `login#${id}`),
    writes: ['login-backoff.ts take'],
    run: (id) => backoff().take(id, 'address', NOW, 'attempt'),
  },
  'taking the fifth attempt, after which the next one waits': {
    ...inThrottles((id) => `login#${id}`),
    writes: ['login-backoff.ts take'],
    prepare: async (id) => {
      for (let n = 0; n < 4; n++) await backoff().take(id, 'address', NOW, `attempt ${n}`);
    },
    run: (id) => backoff().take(id, 'address', NOW, 'attempt'),
  },
  'taking an attempt to log in from a known address': {
    ...inThrottles((id) => `login-from#address#${id}`),
    writes: ['login-backoff.ts take'],
    prepare: (id) => backoff().succeeded(id, 'address', { known: true }, NOW),
    run: (id) => backoff().take(id, 'address', NOW, 'attempt'),
  },
  'logging in': {
    ...inThrottles((id) => `login-from#address#${id}`),
    writes: ['login-backoff.ts succeeded'],
    prepare: (id) => backoff().take(id, 'address', NOW, 'attempt'),
    run: (id) => backoff().succeeded(id, 'address', { known: false }, NOW),
  },
  'creating a wallet on its shard': {
    ...inShard,
    writes: ['shard-wallet-writes.ts creation'],
    run: (id) => wallets().createWallet(id),
  },
  'holding a debit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts hold'],
    prepare: (id) => openedWith(id),
    run: (id) => wallets().reserve(debit(id), NOW),
  },
  'holding a credit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts hold'],
    prepare: (id) => openedWith(id),
    run: (id) => wallets().reserve(credit(id), NOW),
  },
  'holding a debit after tombstones are dropped': {
    ...inShard,
    writes: ['shard-wallet-writes.ts hold', 'shard-wallet-writes.ts prune'],
    prepare: fullWallet,
    run: (id) => wallets().reserve(debit(id), NOW),
  },
  'rolling a debit back': {
    ...inShard,
    writes: ['shard-wallet-writes.ts release'],
    prepare: (id) => openedWith(id, (wallet) => wallet.reserve(debit(id), NOW)),
    run: (id) => wallets().rollback(id, 'tx', DEADLINE, NOW),
    told: { 1: { applied: 'before' } },
  },
  'committing a debit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts posting'],
    prepare: (id) => openedWith(id, (wallet) => wallet.reserve(debit(id), NOW)),
    run: (id) => wallets().commit(debit(id), NOW),
    told: { 1: { applied: 'before', tombstone: true } },
  },
  'committing a part of a debit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts posting'],
    prepare: (id) => openedWith(id, (wallet) => wallet.reserve({ ...debit(id), authorisation: true }, NOW)),
    run: (id) => wallets().commit({ ...debit(id), amount: -3n, held: -5n }, NOW),
    told: { 1: { applied: 'before', tombstone: true } },
  },
  'holding a debit until a capture': {
    ...inShard,
    writes: ['shard-wallet-writes.ts hold'],
    prepare: (id) => openedWith(id),
    run: (id) => wallets().reserve({ ...debit(id), authorisation: true }, NOW),
  },
  'holding a debit until a capture in a wallet of the version before': {
    ...inShard,
    writes: ['shard-wallet-writes.ts hold', 'shard-wallet-writes.ts firstAuthorisation'],
    prepare: (id) => olderWallet(id, {}),
    run: (id) => wallets().reserve({ ...debit(id), authorisation: true }, NOW),
  },
  'giving an authorised debit back': {
    ...inShard,
    writes: ['shard-wallet-writes.ts release', 'shard-wallet-writes.ts release'],
    prepare: (id) => openedWith(id, (wallet) => wallet.reserve({ ...debit(id), authorisation: true }, NOW)),
    run: (id) => wallets().rollback(id, 'tx', DEADLINE, NOW),
    told: { 2: { applied: 'before' } },
  },
  'committing a debit without its amount in a wallet of the version before': {
    ...inShard,
    writes: ['shard-wallet-writes.ts unpostedCommit'],
    prepare: (id) => olderWallet(id, { tx: { commit_adds: 0n, rollback_adds: 5n, deadline: DEADLINE } }),
    run: (id) => wallets().commit({ walletId: id, transactionId: 'tx' }, NOW),
    told: { 1: { applied: 'before', tombstone: true } },
  },
  'opening the statement of a wallet of the version before': {
    ...inShard,
    writes: ['shard-wallet-writes.ts statementOpening'],
    prepare: (id) => olderWallet(id, { tx: { commit_adds: 0n, rollback_adds: 5n, deadline: DEADLINE } }),
    run: (id) => wallets().openStatement(id, NOW),
    told: { 1: false },
  },
  'changing the controls of a wallet': {
    ...inShard,
    writes: ['shard-control-writes.ts done'],
    prepare: (id) => openedWith(id),
    run: async (id) => {
      const change = { frozen: 'debits' as const, minimum: 5n, maxPerDay: 10n };
      const asked = { by: 'owner' as const, version: 0, change };
      const { controls, spendable } = await new ShardControls(client, tables.shardWallets[0]).change(id, asked, NOW);
      return { controls, spendable };
    },
  },
  'closing a wallet': {
    ...inShard,
    writes: ['shard-control-writes.ts done'],
    prepare: (id) => wallets().createWallet(id),
    run: async (id) =>
      (await new ShardControls(client, tables.shardWallets[0]).close(id, { by: 'owner' }, NOW)).controls,
  },
  'freezing a wallet in stripes': {
    ...inShard,
    writes: ['shard-control-writes.ts done'],
    prepare: (id) => stripedWith(id),
    run: async (id) => {
      const asked = { by: 'owner', version: 0, change: { frozen: 'all' } } as const;
      return (await new ShardControls(client, tables.shardWallets[0]).change(id, asked, NOW)).controls;
    },
  },
  'closing a wallet in stripes': {
    ...inShard,
    writes: ['transactions.ts writeAll'],
    prepare: (id) => stripedWith(id),
    run: async (id) =>
      (await new ShardControls(client, tables.shardWallets[0]).close(id, { by: 'owner' }, NOW)).controls,
  },
  'marking a wallet that moves': {
    ...inShard,
    writes: ['shard-moves.ts marking'],
    prepare: (id) => openedWith(id),
    run: async (id) => (await moves(0).mark({ walletId: id, op: 1, to: 1 })).state,
  },
  'putting a wallet on its new shard': {
    ...inShard,
    table: () => tables.shardWallets[1],
    writes: ['shard-moves.ts #write'],
    prepare: markedWallet,
    run: async (id) => {
      const { item = '' } = await moves(0).place(id);
      return moves(1).put({ walletId: id, op: 1, from: 0, item });
    },
  },
  'leaving the tombstone of a wallet that has moved': {
    ...inShard,
    writes: ['shard-moves.ts #write'],
    prepare: markedWallet,
    run: (id) => moves(0).tomb(id, 1),
  },
  'putting a wallet in stripes on its new shard': {
    ...inShard,
    table: () => tables.shardWallets[1],
    writes: ['transactions.ts writeAll'],
    prepare: (id) => stripedWith(id, () => moves(0).mark({ walletId: id, op: 1, to: 1 })),
    run: async (id) => {
      const { item = '' } = await moves(0).place(id);
      return moves(1).put({ walletId: id, op: 1, from: 0, item });
    },
  },
  'leaving the tombstones of a wallet in stripes': {
    ...inShard,
    writes: ['transactions.ts writeAll'],
    prepare: (id) => stripedWith(id, () => moves(0).mark({ walletId: id, op: 1, to: 1 })),
    run: (id) => moves(0).tomb(id, 1),
  },
  'giving a wallet that stays the number of a move': {
    ...inShard,
    writes: ['shard-moves.ts stay'],
    prepare: (id) => openedWith(id),
    run: (id) => moves(0).stay(id, 1),
  },
  'recording the event of a wallet': {
    table: () => tables.walletEvents,
    key: (id) => ({ wallet_id: id, change: 1 }),
    writes: ['wallet-events.ts add'],
    run: (id) => new WalletEvents(client, tables.walletEvents).add(frozen(id)),
  },
  'rolling back a transaction without a hold': {
    ...inShard,
    writes: ['shard-wallet-writes.ts release', 'shard-wallet-writes.ts tombstone'],
    prepare: (id) => openedWith(id),
    run: (id) => wallets().rollback(id, 'tx', DEADLINE, NOW),
    told: { 2: { applied: 'before' } },
  },
  'rolling back without a wallet': {
    ...inShard,
    writes: ['shard-wallet-writes.ts release', 'shard-wallet-writes.ts fenceWithoutWallet'],
    run: (id) => wallets().rollback(id, 'tx', DEADLINE, NOW),
    told: { 2: { applied: 'before', absent: true } },
  },
  'creating a wallet whose fence exists already': {
    ...inShard,
    writes: ['shard-wallet-writes.ts creation'],
    prepare: (id) => wallets().rollback(id, 'tx', DEADLINE, NOW),
    run: (id) => wallets().createWallet(id),
  },
  'blocking a user': {
    table: () => tables.users,
    key: (id) => ({ login: `login-${id}` }),
    writes: ['users.ts #change'],
    prepare: (id) => users().create(user(id)),
    run: (id) => users().block(`login-${id}`, ISO),
  },
  'letting a user log in again': {
    table: () => tables.users,
    key: (id) => ({ login: `login-${id}` }),
    writes: ['users.ts #change'],
    prepare: async (id) => {
      await users().create(user(id));
      await users().block(`login-${id}`, ISO);
    },
    run: (id) => users().unblock(`login-${id}`),
  },
  'setting a credit limit': {
    ...inShard,
    writes: ['shard-credit.ts creditChanged'],
    prepare: (id) => openedWith(id),
    run: (id) => new ShardCredit(client, tables.shardWallets[0]).set(id, 40n),
  },
  'making the stripes of a wallet': {
    ...inShard,
    writes: ['transactions.ts writeAll'],
    prepare: (id) => wallets().createWallet(id),
    run: async (id) => (await stripes().make(id, 3)).stripes,
  },
  'gathering from the stripes of a wallet': {
    ...inShard,
    writes: ['shard-stripe-writes.ts giving', 'shard-stripe-writes.ts taking'],
    prepare: async (id) => {
      await wallets().createWallet(id);
      await stripes().make(id, 2);
      const into = { transactionId: `into-${id}`, walletId: stripeId(id, 2), amount: 30n, deadline: DEADLINE };
      await wallets().reserve(into, NOW);
      await wallets().commit(into, NOW);
    },
    run: (id) => wallets().reserve({ transactionId: `out-${id}`, walletId: id, amount: -30n, deadline: DEADLINE }, NOW),
  },
  'sending the new transfers of a wallet to stripes': {
    table: () => tables.wallets,
    key: () => ({ wallet_id: 'striped' }),
    writes: ['striped-wallets.ts set'],
    run: async (id) => {
      const striped = new StripedWallets(client, tables.wallets);
      await striped.set(id, 8);
      const { [id]: count } = await striped.list(NOW);
      await striped.set(id, undefined);
      return count;
    },
  },
  'giving a wallet a credit limit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts creditGiven'],
    prepare: (id) => wallets().createWallet(id),
    run: (id) => wallets().giveCredit(id, 100n),
  },
  'sharing a wallet, and ending it': {
    table: () => tables.wallets,
    key: (id) => ({ wallet_id: id }),
    writes: ['wallet-members.ts change', 'transactions.ts changeAndPut'],
    prepare: (id) => directory().claim(entry(id), NOW),
    run: async (id) => {
      const members = new WalletMembers(client, tables.wallets, tables.walletEvents);
      const of = { memberId: MEMBER.userId, by: 'owner', now: NOW } as const;
      const shared = await members.change(entry(id), { ...of, after: MEMBER });
      return shared && members.change(shared, { ...of, after: undefined });
    },
  },
  'adding a key': {
    ...inKeys,
    writes: ['key-changes.ts add'],
    run: (id) => keyChanges().add(id, KEY, NOW),
  },
  'giving a key another secret': {
    ...inKeys,
    writes: ['api-keys.ts replaceSecret'],
    prepare: (id) => keyChanges().add(id, KEY, NOW),
    run: (id) => keys().replaceSecret(id, 'k', 'other'),
  },
  'remembering the use of a key': {
    ...inKeys,
    writes: ['api-keys.ts used'],
    prepare: (id) => keyChanges().add(id, KEY, NOW),
    run: (id) => keys().used(id, 'k', { at: ISO, before: ISO }),
  },
  'revoking a key': {
    ...inKeys,
    writes: ['key-changes.ts revoke'],
    prepare: (id) => keyChanges().add(id, KEY, NOW),
    run: (id) => keyChanges().revoke(id, { id: 'k' }, BY_ANN),
  },
  'counting a payment': {
    ...inSpending,
    writes: ['spending.ts count'],
    run: async (id) => await spending().count(SPENDER, { walletId: id, txId: SPENT_TX, amount: 5n }, NOW),
  },
  'forgetting a payment that was counted': {
    ...inSpending,
    writes: ['spending.ts forget'],
    prepare: (id) => spending().count(SPENDER, { walletId: id, txId: SPENT_TX, amount: 5n }, NOW),
    run: (id) => spending().forget(SPENDER, id, ISO.slice(0, 10), [SPENT_TX]),
  },
  'adding a webhook': { ...inWebhooks, writes: ['user-webhooks.ts add'], run: (id) => webhooks().add(id, WEBHOOK) },
  'changing a webhook': {
    ...inWebhooks,
    writes: ['user-webhooks.ts change'],
    prepare: (id) => webhooks().add(id, { ...WEBHOOK, description: 'shop' }),
    run: (id) => webhooks().change(id, 'w', { url: 'https://b.example/', description: null, enabled: false }, NOW),
  },
  'removing one of two webhooks': {
    ...inWebhooks,
    writes: ['user-webhooks.ts remove'],
    prepare: async (id) => {
      for (const one of ['w', 'v']) await webhooks().add(id, { ...WEBHOOK, id: one });
    },
    run: (id) => webhooks().remove(id, 'w'),
  },
  'removing the last webhook': {
    ...inWebhooks,
    writes: ['user-webhooks.ts remove', 'user-webhooks.ts #removeLast'],
    prepare: (id) => webhooks().add(id, WEBHOOK),
    run: (id) => webhooks().remove(id, 'w'),
  },
  'remembering that a webhook fails': {
    ...inWebhooks,
    writes: ['user-webhooks.ts failing'],
    prepare: (id) => webhooks().add(id, WEBHOOK),
    run: (id) => webhooks().failing(id, 'w', NOW),
  },
  'remembering that a webhook works again': {
    ...inWebhooks,
    writes: ['user-webhooks.ts recovered'],
    prepare: (id) => failing(id),
    run: (id) => webhooks().recovered(id, 'w'),
  },
  'disabling a webhook': {
    ...inWebhooks,
    writes: ['user-webhooks.ts disable'],
    prepare: (id) => failing(id),
    run: (id) => webhooks().disable(id, 'w', { reason: 'failing', now: NOW, read: { ...WEBHOOK, failingSince: ISO } }),
    told: { 1: false },
  },
  'enabling a webhook': {
    ...inWebhooks,
    writes: ['user-webhooks.ts enable'],
    prepare: (id) => failing(id),
    run: (id) => webhooks().enable(id, 'w'),
  },
  'storing the first secret of a webhook': {
    ...inSecrets,
    writes: ['webhook-secrets.ts create'],
    run: (id) => secrets().create(id, SECRET),
  },
  'replacing the secret of a webhook': {
    ...inSecrets,
    writes: ['webhook-secrets.ts replace'],
    prepare: (id) => secrets().create(id, SECRET),
    run: (id) => secrets().replace(id, 'a', [{ ...SECRET, id: 'b' }, SECRET]),
  },
  'recording a delivery': {
    table: () => tables.webhookDeliveries,
    key: (id) => ({ webhook: id, id: 'event' }),
    writes: ['webhook-deliveries.ts record'],
    run: (id) => new WebhookDeliveries(client, tables.webhookDeliveries).record(delivered(id)),
  },
  'dropping a tombstone after a commit': {
    ...inShard,
    writes: ['shard-wallet-writes.ts posting', 'shard-wallet-writes.ts prune'],
    prepare: async (id) => {
      await prunableWallet(id);
      await wallets().reserve(debit(id), NOW);
    },
    run: (id) => wallets(1).commit(debit(id), NOW),
    // The write after the first one drops it.
    lose: [2],
  },
};

const Outcome = z.looseObject({});

/**
 * Runs an operation with a new id.
 * @returns its result, the stored item, and the number of writes
 */
async function play(operation: Operation, lose?: { write: number; loss: Loss }) {
  // All ids are in the same partition of the index of unfinished items.
  const id = `${ulid(NOW).slice(0, -1)}0`;
  await operation.prepare?.(id);
  const run = () => operation.run(id);
  const { result, writes } = lose ? await responses.losing(lose.write, lose.loss, run) : await responses.count(run);
  const Key = operation.key(id);
  const { Item } = await client.send(new GetCommand({ TableName: operation.table(), Key, ConsistentRead: true }));
  // The outcomes differ only in the id.
  const told = JSON.stringify({ result, Item }, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return { writes, outcome: Outcome.parse(JSON.parse(told.replaceAll(id, '<id>'))) };
}

describe.each(Object.entries(OPERATIONS))('%s', (_, operation) => {
  it.each(LOSSES)('returns and stores the same when the response to each of its writes is lost (%s)', async (loss) => {
    const { outcome, writes } = await play(operation);
    expect(writes).toBeGreaterThanOrEqual(operation.writes.length);
    const { lose = Array.from({ length: writes }, (_, n) => n + 1), told = {} } = operation;
    for (const write of lose) {
      const expected = { write, ...outcome, ...(told[write] !== undefined && { result: told[write] }) };
      expect({ write, ...(await play(operation, { write, loss })).outcome }).toEqual(expected);
    }
  });
});

describe('counting requests', () => {
  it.each(LOSSES)(
    'counts once more when the response is lost (%s), and never admits a request for it',
    async (loss) => {
      const counters = new RateCounters(client, tables.throttles);
      const policy = { name: 'writes', limit: 3, windowSeconds: 60, credit: 0 };
      const window = { number: 1, endsAt: NOW };
      const add = () => counters.add(policy, loss, window, 1);
      expect((await responses.losing(1, loss, add)).result).toBe(2);
      expect([await add(), await add()]).toEqual([3, 'full']);
    },
  );
});

describe('the operator log', () => {
  it.each(LOSSES)('has an entry once when the response to its write is lost (%s)', async (loss) => {
    const log = new OperatorLog(client, tables.operatorLog);
    const entry = { id: ulid(), at: NOW, by: 'ann' };
    const append = () => log.append({ kind: 'intent', command: 'x', arguments: {}, reason: loss }, entry);
    const { result } = await responses.losing(1, loss, append);
    const ofThis = [];
    for await (const one of log.entries()) if (one.id === entry.id) ofThis.push(one);
    expect(ofThis).toEqual([result]);
  });
});

describe('every write of the stores', () => {
  /**
   * Unconditional writes and writes outside tables, with the reason why a lost response does no
   * harm.
   */
  const OTHERS: Readonly<Record<string, string>> = {
    'audit-states.ts #addPart': 'the same part again',
    'audit-states.ts claim': 'claims a later number: no audit has the one before',
    'audit-states.ts keep': 'reads whether the state is the last',
    'growths.ts advance': 'the repeat is taken for another mover: the growth is read, and has the progress',
    'migrations.ts store': 'the same values again',
    'journal/payee-rows.ts putPayeeRows': 'puts each row once: a repeat finds it',
    'journal/captures.ts #write': 'sends the writes of its file; above',
    'journal/refunds.ts #update': 'sends the writes of its file; above',
    'operator-log.ts append': 'the entry has an id of its own; above',
    'roots.ts addPage': 'the same page again',
    'roots.ts keep': 'puts a root once: a repeat finds it',
    'api-keys.ts forget': 'a deleted item is deleted again',
    'factors.ts forget': 'a deleted item is deleted again',
    'schedules.ts forget': 'a deleted item is deleted again',
    'statements.ts #put':
      'puts entries once: a repeat finds them, or reads the end of the statement and finds them there',
    'shard-stripe-writes.ts newStripe': 'is sent by #added of shard-stripes.ts; above',
    'shard-stripe-writes.ts striped': 'is sent by #added of shard-stripes.ts; above',
    'shard-moves.ts #updated': 'sends the writes of the other functions of that file; above',
    'shard-wallet-table.ts #send': 'sends the writes of shard-wallet-writes.ts; above',
    'rate-counters.ts add': 'counts twice: the subject gets less, never more; above',
    'memberships.ts add': 'the same row again',
    'known-payees.ts add': 'the same item again',
    'known-payees.ts #remove': 'the repeat finds none, which is what was wanted',
    'memberships.ts remove': 'the repeat finds none, which is what was wanted',
    'api-keys.ts #update': 'sends the writes of the other functions of that file; above',
    'api-keys.ts block': 'keeps the time of the first',
    'api-keys.ts end': 'keeps the time of the first',
    'api-keys.ts unblock': 'the repeat finds nothing to remove',
    'user-webhooks.ts #update': 'sends the writes of the other functions of that file; above',
    'webhook-secrets.ts forget': 'the same item again',
    'revocations.ts add': 'the same entry again',
    'factors.ts #update': 'sends the writes of the other functions of that file; above',
    'factors.ts replaceRecoveryCodes': 'the same codes again',
    'factors.ts removeTotp': 'the repeat removes nothing, which is what was wanted',
    'factors.ts removePasskey': 'the repeat finds none: the caller looks again, and finds it gone',
    'passkey-challenges.ts add': 'the same challenge again',
    'factor-secrets.ts propose': 'the same secret again',
    'factor-secrets.ts keep': 'the same secret again',
    'factor-secrets.ts forget': 'the repeat finds none, which is what was wanted',
    'sessions.ts begin': 'the same session again',
    'sign-ins.ts add': 'the same sign-in again',
    'sessions.ts end': 'the repeat finds none, which is what was wanted',
    'sessions.ts raiseGeneration': 'raises twice: a generation that no session has',
    'event-bus.ts #put': 'an event may come twice: subscribers deduplicate by TxID',
    'workflows.ts start': 'two runs of one transfer, or of one wallet: test/integration/statemachines',
    'workflows.ts runToEnd': 'the same',
    'parameter-store.ts write': 'test/integration/keys/parameter-store.test.ts',
    'parameter-store.ts remove': 'the repeat finds none, which is what was wanted',
  };

  it('loses its response in a test of this file, or has a stated reason not to', () => {
    const tested = Object.values(OPERATIONS).flatMap(({ writes }) => writes);
    const written = [...writesIn('lib/store'), ...writesIn('lib/remote')];
    expect([...new Set([...tested, ...Object.keys(OTHERS)])].sort()).toEqual([...new Set(written)].sort());
  });
});
