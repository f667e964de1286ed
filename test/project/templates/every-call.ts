import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { ApprovalRule } from '../../../lib/api/approvals.ts';
import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { ScheduledTransfer } from '../../../lib/api/scheduled-transfer.ts';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { WebhookDelivery } from '../../../lib/api/webhook-deliveries.ts';
import { hashPassword } from '../../../lib/auth/passwords.ts';
import { newResetCode, resetCodeHash } from '../../../lib/auth/reset-code.ts';
import { GIVEN_UP_AFTER_MS } from '../../../lib/domain/delivery.ts';
import { EVENT_TYPES } from '../../../lib/domain/event-type.ts';
import { payeesOf } from '../../../lib/domain/legs.ts';
import {
  loginsPerMinute,
  publicReadsPerMinute,
  type RatePolicy,
  readsPerMinute,
  refreshesPerMinute,
  sessionsPerMinute,
  writesPerMinute,
} from '../../../lib/domain/rate-limit.ts';
import { newSchedule } from '../../../lib/domain/schedule-changes.ts';
import { begin } from '../../../lib/domain/schedule-start.ts';
import { MAX_SESSIONS } from '../../../lib/domain/session.ts';
import { dayOf } from '../../../lib/domain/spending.ts';
import { isFinal, type Transfer } from '../../../lib/domain/transfer.ts';
import { UserDelivery } from '../../../lib/domain/user-delivery.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Captures } from '../../../lib/store/journal/captures.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { KnownPayees } from '../../../lib/store/known-payees.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { MAX_ACTIVE } from '../../../lib/store/schedule-places.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { Users } from '../../../lib/store/users.ts';
import { placesKey, WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { services } from '../../support/environment/services.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { WEBHOOK_SECRET } from '../../support/environment/webhook-receiver.ts';
import { type InProcessWorld, NOWHERE } from '../../support/in-process/in-process-world.ts';
import { makeOlder } from '../../support/older-wallet.ts';
import { seedStatement } from '../../support/seeded-statement.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
import { memberSteps } from '../../support/steps/member-steps.ts';
import { shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';
import { payNewPayees, usePasskeys, useSecondFactors } from './every-factor-call.ts';
import { moveWallets } from './every-move-call.ts';
import { useStripes } from './every-stripe-call.ts';

/** The variables of the world's functions: a second public read is already above the limit. */
export const ENVIRONMENT = { PUBLIC_READS_PER_MINUTE: '1', WEBHOOK_NETWORK: 'any', STEP_UP_NEW_PAYEES: 'on' };

const WRITES = writesPerMinute(Number.POSITIVE_INFINITY);
const READS = readsPerMinute(Number.POSITIVE_INFINITY);
const REFRESHES = refreshesPerMinute(Number.POSITIVE_INFINITY);
const SESSIONS = sessionsPerMinute(Number.POSITIVE_INFINITY);
const LOGINS = loginsPerMinute(Number.POSITIVE_INFINITY);
const PUBLIC_READS = publicReadsPerMinute(Number(ENVIRONMENT.PUBLIC_READS_PER_MINUTE));

/**
 * Makes every function make each of its calls to AWS at least once. A new call of a function needs
 * a request here: until then its permission counts as unused. The world has the variables of
 * ENVIRONMENT.
 */
export async function makeEveryCall(world: InProcessWorld): Promise<void> {
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const shards = shardSteps(() => world);

  const { user, wallet } = await given.userWithWallet({ shard: 0, money: 1_000 });
  const payee = await given.userWithWallet({ shard: 1 });
  const order = { from: wallet, to: payee.wallet, amount: 1 };
  const texts = { reference: 'INV-1', note: 'rent' };
  const sent = await given.transfer(user, { ...order, ...texts });
  // Both abort: one has no payee, the other is not affordable. A side that was held is rolled back.
  await given.transfer(user, { ...order, to: freshWalletId({ shard: 1, shardCount: world.shardCount }) });
  await given.transfer(user, { ...order, amount: 5_000 });

  await bothTimes((key) => when.transfer(user, order, key));
  await when.transfer(user, order, undefined, 'wait=10');
  await bothTimes((key) =>
    when.batch(user, [{ idempotency_key: key, from_id: wallet, to_id: payee.wallet, amount: '1' }]),
  );
  await makeRefunds(when, payee, sent.TxID);
  await makeCallsOfHolds(world, { payer: { user, wallet }, payee });
  await makeCallsOfApprovals(world);
  await bothTimes((key) => when.createWallet(user, freshWalletId({ shardCount: world.shardCount }), key));
  // Wallets that exist: the user's own and another user's.
  await when.createWallet(user, wallet);
  await when.createWallet(user, payee.wallet);
  await counted(WRITES, () => when.createWallet(user, 'no number'));
  await counted(WRITES, () => when.transfer(user, { ...order, amount: 'no number' }));
  await counted(WRITES, () => when.batch(user, []));
  await counted(WRITES, () => when.refund(user, { wallet, TxID: sent.TxID }, { amount: 'no number' }));

  const { login, password } = user;
  // A taken login is read, because the earlier write may be this request's own with a lost
  // response.
  await when.register({ login, password });
  await when.login({ login, password });
  await when.login({ login, password: 'not this one' });
  // A user whose hash has another cost than new hashes.
  await new Users(world.tables.documents, world.tables.users).setPasswordHash(
    login,
    await hashPassword(password, 5),
    new Date().toISOString(),
  );
  await when.login({ login, password });
  await whenSteps(() => world.from('192.0.2.7')).login({ login: payee.user.login, password: payee.user.password });

  await useSessions(world, payee.user);
  await resetPassword(world);
  await useKeys(world);
  await useSecondFactors(world, (send) => counted(SESSIONS, send));
  await payNewPayees(world);
  await usePasskeys(
    world,
    (send) => counted(SESSIONS, send),
    (send) => counted(LOGINS, send),
  );
  await shareWallets(world);
  await deleteAccounts(world);
  await when.wallets(user);
  await when.wallet(user, wallet);
  await when.changeWallet(user, wallet, { name: 'Rent' });
  await when.controls(user, wallet);
  await when.changeControls(user, wallet, { frozen: 'credits' });
  await when.changeControls(user, wallet, { frozen: null });
  await bothTimes((key) => when.closeWallet(user, wallet, key));
  const spare = await given.wallet(user, { shard: 0 });
  await when.closeWallet(user, spare);
  for (const query of ['', '?reference=INV-1']) {
    await when.transactions(payee.user, payee.wallet, query);
    await when.csv(payee.user, payee.wallet, query);
  }
  await when.transaction(payee.user, payee.wallet, sent.TxID);
  await when.balance(payee.user, payee.wallet);
  await readStatements(world, shards);
  await eventually(async () => (await when.statementReceipt(user, wallet, '1')).status === 200);
  await when.transactionReceipt(user, wallet, sent.TxID);
  // Before a wallet lacks an entry: it cannot move.
  await moveWallets(world, shards);
  await useStripes(world, shards);
  await leaveUnwritten(world);
  await world.invoke('audit', {});
  await when.statementReceipt(user, wallet, '1', '?root=latest');
  await counted(READS, () => when.statementReceipt(user, wallet, '1', '?root=no'));
  await counted(READS, () => when.transactionReceipt(user, wallet, 'no-id'));
  await counted(READS, () => when.wallets(user, '?limit=0'));
  await counted(READS, () => when.wallet(user, 'no-number'));
  await counted(WRITES, () => when.changeWallet(user, wallet, { name: 1 }));
  await counted(READS, () => when.controls(user, 'no-number'));
  await counted(WRITES, () => when.changeControls(user, wallet, { frozen: 1 }));
  await counted(WRITES, () => when.closeWallet(user, 'no-number'));
  await counted(READS, () => when.transactions(payee.user, payee.wallet, '?limit=0'));
  await counted(READS, () => when.csv(payee.user, payee.wallet, '?limit=0'));
  await counted(READS, () => when.transaction(payee.user, payee.wallet, 'no-id'));
  await counted(READS, () => when.statement(user, wallet, '?limit=0'));
  await counted(READS, () => when.statementCsv(user, wallet, '?limit=0'));
  await counted(READS, () => when.balance(payee.user, 'no-number'));
  await counted(READS, () => when.balanceAt(payee.user, payee.wallet, 'no-time'));

  // Commits and rollbacks without a hold.
  const unknown = { tx: shards.freshTransaction(), wallet: payee.wallet, deadline: Date.now() + 10_000 };
  await shards.commit(1, unknown);
  await shards.rollback(1, unknown);
  await shards.rollback(1, unknown);
  await shards.reserve(1, { ...unknown, amount: '+1' });
  await shards.createWallet(1, payee.wallet);

  await schedule(world, { user, wallet, payee: payee.wallet });
  await leaveOpen(world, { from: wallet, to: payee.wallet });
  await world.invoke('sweep', { all: true });
  await world.invoke('audit', {});
  await actAsOperator(world);
  await deliver(world);
  await useWebhooks(world);
  for (const path of ['/.well-known/jwks.json', '/api/currencies', '/openapi.json', '/docs', '/app', '/nowhere']) {
    await counted(PUBLIC_READS, () => world.api.request('GET', path));
    for (const shard of world.shards) await shard.request('GET', path);
  }
  await eventually(() => isQuiet(world), { timeoutMs: 60_000, everyMs: 50 });
}

/**
 * Refunds a payment of 1: one that happens, one that waits, and one whose claim is refused. Requests
 * at once find the same unit left.
 */
async function makeRefunds(when: ReturnType<typeof whenSteps>, payee: { user: User; wallet: string }, TxID: string) {
  const payment = { wallet: payee.wallet, TxID };
  const idempotencyKey = randomUUID();
  await Promise.all([
    ...Array.from({ length: 4 }, () => when.refund(payee.user, payment)),
    when.refund(payee.user, payment, {}, { idempotencyKey, prefer: 'wait=10' }),
  ]);
  await when.refund(payee.user, payment, {}, { idempotencyKey });
}

/** An entry of the operator log, whose stream a function reads. */
async function actAsOperator(world: InProcessWorld): Promise<void> {
  const log = new OperatorLog(world.tables.documents, world.tables.operatorLog);
  const act = { kind: 'intent', command: 'users block', arguments: {}, reason: 'a test' } as const;
  await log.append(act, { id: ulid(), at: Date.now(), by: 'ann' });
}

/** Every call about sessions: a repeated refresh, a reused token, a list, ends and a changed password. */
async function useSessions(world: InProcessWorld, user: User): Promise<void> {
  const when = whenSteps(() => world);
  // Another user: their sessions end.
  const { login, password } = await givenSteps(() => world).user();
  const userId = (await new Users(world.tables.documents, world.tables.users).byLogin(login))?.userId ?? '';
  const begin = async (password: string) => then.hasTokens(await when.login({ login, password }));
  const sessions = new Sessions(world.tables.documents, world.tables.sessions);
  const [own] = (await sessions.of(userId, Date.now())).sessions;
  if (!own) throw new Error('registering began no session');
  // One more makes room for itself.
  for (let n = 1; n < MAX_SESSIONS; n++) await sessions.begin({ ...own, sessionId: ulid() });
  const first = await begin(password);
  const second = then.hasTokens(await when.refresh(first.refresh_token));
  await when.refresh(first.refresh_token);
  await when.refresh(second.refresh_token);
  then.isProblem(await when.refresh(first.refresh_token), 401, 'session_ended');
  await counted(REFRESHES, () => when.refresh(7));
  const { token } = await begin(password);
  await counted(SESSIONS, () => when.sessions({ token }));
  await counted(SESSIONS, () => when.signIns({ token }));
  await counted(SESSIONS, () => when.logout(user, { all: 'no' }));
  await counted(SESSIONS, () => when.endSession({ token }, 'no-id'));
  const other = then.isSessions(await when.sessions({ token })).find(({ current }) => !current);
  await when.endSession({ token }, other?.session_id ?? '');
  const changed = { password, new_password: `another-${randomUUID()}` };
  await when.changePassword({ token }, { ...changed, password: 'a wrong password' });
  // From an address from which the user has not logged in.
  const elsewhere = whenSteps(() => world.from('192.0.2.8'));
  const after = then.hasTokens(await elsewhere.changePassword({ token }, changed));
  await when.logout(after, {});
  await when.logout(await begin(changed.new_password), { all: true });
}

/** A password that is set with a code, and one that is not. */
async function resetPassword(world: InProcessWorld): Promise<void> {
  const when = whenSteps(() => world);
  const { login } = await givenSteps(() => world).user();
  const code = newResetCode();
  const users = new Users(world.tables.documents, world.tables.users);
  const offered = { passwordHash: 'none', changedAt: new Date().toISOString(), codeHash: resetCodeHash(code) ?? '' };
  await users.offerReset(login, { ...offered, expiresAt: Date.now() + 60_000 });
  const reset = { login, code, new_password: `another-${randomUUID()}` };
  await when.resetPassword({ ...reset, code: 'no code' });
  assert.equal((await when.resetPassword(reset)).status, 204);
}

/** Each route that takes keys, by a key that was never used; and payments below and above its sum. */
async function useKeys(world: InProcessWorld): Promise<void> {
  const when = whenSteps(() => world);
  const keys = keySteps(() => world);
  const { user, wallet } = await givenSteps(() => world).userWithWallet({ shard: 0, money: 10 });
  const { wallet: to } = await givenSteps(() => world).userWithWallet();
  const fresh = async () =>
    isMade(
      await keys.make(
        user,
        { name: 'one', read: [wallet], pay: [{ wallet_id: wallet, max_per_day: '9' }] },
        randomUUID(),
      ),
    );
  for (const { route } of ORCHESTRATOR_ROUTES.filter((one) => one.keys !== undefined)) {
    const { key_id, key: token } = await fresh();
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'GET' ? {} : { body: {} };
    await world.api.request(method, path.replace('{id}', wallet).replaceAll(/\{\w+\}/g, ulid()), { token, ...body });
    await keys.revoke(user, key_id);
  }
  const { key_id, key: token } = await fresh();
  // Transfers that were counted long ago.
  const longAgo = Object.fromEntries(Array.from({ length: 70 }, () => [`tx_${ulid()}`, 1]));
  const counter = `${key_id}#${wallet}#${dayOf(Date.now())}`;
  await world.tables.documents.send(
    new PutCommand({ TableName: world.tables.spending, Item: { counter, spent: 0, ...longAgo } }),
  );
  const payer = await givenSteps(() => world).userWithWallet({ shard: 0, money: 10 });
  const { TxID } = await givenSteps(() => world).transfer(payer.user, { from: payer.wallet, to: wallet, amount: 10 });
  // More than the sum of the whole day, too.
  for (const amount of ['10', '1']) {
    await when.transfer({ token }, { from: wallet, to, amount });
    await when.batch({ token }, [{ idempotency_key: randomUUID(), from_id: wallet, to_id: to, amount }]);
    await when.refund({ token }, { wallet, TxID }, { amount });
  }
  await keys.list(user);
  await counted(WRITES, () => keys.make(user, {}));
  await counted(READS, () => keys.list(user));
  await counted(WRITES, () => keys.revoke(user, 'no-id'));
}

/** A wallet that is shared, listed, and shared no more. */
async function shareWallets(world: InProcessWorld): Promise<void> {
  const members = memberSteps(() => world);
  const { user, wallet } = await givenSteps(() => world).userWithWallet();
  const member = await givenSteps(() => world).user();
  await members.change(user, wallet, member.login);
  await members.list(user, wallet);
  await members.shared(member);
  await members.remove(user, wallet, member.login);
  await counted(WRITES, () => members.change(user, 'no-number', member.login, { max_per_day: 1.5 }));
  await counted(WRITES, () => members.remove(user, 'no-number', member.login));
  await counted(READS, () => members.list(user, 'no-number'));
  await counted(READS, () => members.shared(user, '?limit=0'));
}

/** Accounts that are deleted: with everything that a user can have, and from elsewhere. */
async function deleteAccounts(world: InProcessWorld): Promise<void> {
  const when = whenSteps(() => world);
  const given = givenSteps(() => world);
  const { user, wallet } = await given.userWithWallet();
  const { documents, wallets, users, knownPayees } = world.tables;
  const userId = (await new Users(documents, users).byLogin(user.login))?.userId ?? '';
  const webhooks = webhookSteps(() => world);
  const hook = { url: 'https://example.com/hook', types: ['transfer.final'] };
  for (let n = 0; n < 2; n++) AddedWebhook.parse((await webhooks.add(user, hook)).body);
  await when.changeWallet(user, wallet, { name: 'Rent' });
  await new KnownPayees(documents, knownPayees).add(userId, { walletId: wallet, payeeId: '7' });
  const sharing = await given.userWithWallet();
  await memberSteps(() => world).change(sharing.user, sharing.wallet, user.login);
  const execute_at = new Date(Date.now() + 86_400_000).toISOString();
  const { body } = await when.schedule(user, { from_id: wallet, to_id: '7', amount: '1', execute_at });
  await when.closeWallet(user, wallet);
  await when.deleteAccount(user, { password: 'a wrong password' });
  then.isProblem(await when.deleteAccount(user, { password: user.password }), 409, 'account_in_use');
  await when.cancelSchedule(user, wallet, ScheduledTransfer.parse(body).ScheduleID);
  // A payment that waits, of another payee, whose account stays.
  const payer = await given.userWithWallet({ money: 1 });
  const payee = await given.userWithWallet();
  const order = { from: payer.wallet, to: payee.wallet, amount: '1', capture: 'manual' };
  const { TxID } = then.isTransaction(await when.transfer(payer.user, order, undefined, 'wait=10'));
  await eventually(async () => (await when.holds(payee.user, payee.wallet)).status === 200);
  then.isProblem(await when.deleteAccount(payee.user, { password: payee.user.password }), 409, 'account_in_use');
  await when.void(payee.user, payee.wallet, TxID, 'wait=10');
  // A request that died while it created a wallet.
  await new WalletPlaces(documents, wallets).take(userId, freshWalletId(world), ulid(Date.now() - 120_000), 100);
  const elsewhere = whenSteps(() => world.from('192.0.2.9'));
  assert.equal((await elsewhere.deleteAccount(user, { password: user.password })).status, 204);
  await makeDue(world, { userId, login: user.login });
  assert.deepEqual(await world.invoke('erase_accounts', {}), { accounts: 1, failures: 0 });
}

/** Moves the deletion of an account to an hour ago, so that its personal data is to be erased. */
async function makeDue(
  { tables }: InProcessWorld,
  { userId, login }: { userId: string; login: string },
): Promise<void> {
  const at = Date.now() - 3_600_000;
  const update = (TableName: string, Key: Record<string, string>, name: string, value: unknown) =>
    tables.documents.send(
      new UpdateCommand({
        ...{ TableName, Key, UpdateExpression: 'SET #name = :value' },
        ...{ ExpressionAttributeNames: { '#name': name }, ExpressionAttributeValues: { ':value': value } },
      }),
    );
  await update(tables.wallets, placesKey(userId), 'due_at', at);
  await update(tables.users, { login }, 'deleted_at', new Date(at).toISOString());
}

/** Transfers that are held for their payee: captured, voided, and both too late. */
async function makeCallsOfHolds(
  world: InProcessWorld,
  { payer, payee }: Record<'payer' | 'payee', { user: User; wallet: string }>,
): Promise<void> {
  const when = whenSteps(() => world);
  const order = { from: payer.wallet, to: payee.wallet, amount: '2', capture: 'manual' };
  const authorise = async () => then.isTransaction(await when.transfer(payer.user, order, undefined, 'wait=10')).TxID;
  const [captured, voided] = [await authorise(), await authorise()];
  await eventually(async () => (await when.holds(payee.user, payee.wallet)).status === 200);
  for (const prefer of [undefined, 'wait=10']) {
    await bothTimes((key) => when.capture(payee.user, payee.wallet, captured, { amount: '1' }, prefer, key));
    await bothTimes((key) => when.void(payee.user, payee.wallet, voided, prefer, key));
    const again = [await authorise(), await authorise()];
    await when.capture(payee.user, payee.wallet, again[0] ?? '', {}, 'wait=10');
    await when.void(payee.user, payee.wallet, again[1] ?? '', 'wait=10');
  }
  await releaseCapture(world, payer.wallet, await authorise(), (txId) => when.void(payee.user, payee.wallet, txId));
  const nobody = { ...order, to: freshWalletId({ shard: 1, shardCount: world.shardCount }) };
  const toNobody = then.isTransaction(await when.transfer(payer.user, nobody, undefined, 'wait=10')).TxID;
  await releaseWithoutWallet(world, payer.wallet, toNobody);
  await counted(WRITES, () => when.capture(payee.user, payee.wallet, captured, { amount: 'no number' }));
  await counted(WRITES, () => when.void(payee.user, payee.wallet, 'no id'));
  await counted(READS, () => when.holds(payee.user, payee.wallet, '?limit=0'));
}

/** Payments that wait for a second person, and the rule that makes them wait. */
async function makeCallsOfApprovals(world: InProcessWorld): Promise<void> {
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const owner = await given.userWithWallet({ shard: 0, money: 10 });
  const approver = await given.userWithWallet({ shard: 1 });
  const set = (body: object) => when.setApprovalRule(owner.user, owner.wallet, body);
  await set({ approval_above: '0', approvers: [approver.wallet] });
  for (const decision of ['reject', 'approve']) {
    const { change } = ApprovalRule.parse((await set({ approval_above: '1' })).body);
    await when.decideChange(approver.user, owner.wallet, change?.change_id ?? '', decision);
  }
  await when.approvalRule(approver.user, owner.wallet);
  const order = { from: owner.wallet, to: approver.wallet, amount: '2' };
  const ask = async () => then.isTransaction(await when.transfer(owner.user, order, undefined, 'wait=10')).TxID;
  const [approved, rejected] = [await ask(), await ask()];
  await eventually(async () => (await when.approvals(approver.user)).status === 200);
  for (const prefer of [undefined, 'wait=10']) {
    await bothTimes((key) => when.approve(approver.user, owner.wallet, approved, prefer, key));
    await bothTimes((key) => when.reject(approver.user, owner.wallet, rejected, prefer, key));
  }
  await when.approve(approver.user, owner.wallet, await ask(), 'wait=10');
  await when.reject(approver.user, owner.wallet, await ask(), 'wait=10');
  await counted(WRITES, () => when.approve(approver.user, owner.wallet, 'no id'));
  await counted(WRITES, () => when.reject(approver.user, owner.wallet, 'no id'));
  await counted(WRITES, () => set({ approval_above: 'no number' }));
  await counted(WRITES, () => when.decideChange(approver.user, owner.wallet, 'no id', 'reject'));
  await counted(READS, () => when.approvalRule(approver.user, 'no number'));
  await counted(READS, () => when.approvals(approver.user, '?limit=0'));
}

/** A capture whose time is over is released by its run. One that is decided is read by a late run. */
async function releaseCapture(
  world: InProcessWorld,
  fromId: string,
  txId: string,
  voided: (txId: string) => Promise<{ status: number }>,
): Promise<void> {
  const captures = new Captures(world.tables.documents, world.tables.journal);
  const before = await captures.get(fromId, txId);
  if (!before) throw new Error('no such transfer');
  const now = Date.now();
  await captures.claim(before, 1n, { now, deadline: now - 1 });
  await world.invoke('sweep', { all: true });
  await eventually(async () => (await voided(txId)).status === 202);
  const [toId = ''] = payeesOf(before.transfer);
  const item = {
    ...{
      from_id: { S: fromId },
      tx_id: { S: txId },
      to_id: { S: toId },
      amount: { N: '2' },
      status: { S: 'PROCESSING' },
    },
    ...{ manual: { BOOL: true }, authorised_at: { S: new Date(now).toISOString() } },
    expires_at: { S: before.transfer.expiresAt ?? '' },
  };
  assert.deepEqual(await world.invoke('hold', { item }), { next: 'SETTLE' });
}

/**
 * Reads a long statement and past balances by it, and those of a wallet that is older than its
 * statement. Then it opens that one.
 */
async function readStatements(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const { user, wallet } = await given.userWithWallet({ shard: 0 });
  const older = await given.wallet(user, { shard: 0 });
  await seedStatement(world.tables, 0, wallet, 50);
  await seedStatement(world.tables, 0, older, 0);
  await makeOlder(world.tables, 0, older);
  const [, second] = then.isStatement(await when.statement(user, wallet));
  for (const [id, time] of [
    [wallet, second?.posted_at ?? ''],
    [wallet, new Date(Date.now() - 1).toISOString()],
    [older, new Date(Date.now() - 1).toISOString()],
  ] as const) {
    await when.balance(user, id, `?at=${time}`);
    await when.balanceAt(user, id, time);
  }
  await when.statementCsv(user, wallet);
  await shards.openStatement(0, older);
}

/**
 * Whether every transfer is final and its event is on the bus. Work that is left would be retried
 * after the world has stopped.
 */
async function isQuiet({ tables, events }: InProcessWorld): Promise<boolean> {
  const transfers: Transfer[] = [];
  for await (const transfer of new Journal(tables.documents, tables.journal).all()) transfers.push(transfer);
  return transfers.every(({ status }) => isFinal(status)) && events.length >= transfers.length;
}

/** Sends twice with one idempotency key. */
async function bothTimes(send: (key: string) => Promise<unknown>): Promise<void> {
  const key = randomUUID();
  await send(key);
  await send(key);
}

/**
 * Sends a request until the function has written the counter of its rate limit, which it does after
 * the subject's credit is used. Sends more than twice the credit, because the window may end among
 * the requests. A request counts before its input is read, so an invalid one is enough, and it
 * makes no other call.
 */
async function counted({ credit, limit }: RatePolicy, send: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: 2 * Math.min(credit, limit) + 2 }, send));
}

/**
 * Delivers an event to an unreachable receiver: a first attempt, a retry, and an attempt after a
 * day.
 */
async function deliver(world: InProcessWorld): Promise<void> {
  const secrets = [{ secret: WEBHOOK_SECRET, added_at: new Date().toISOString() }];
  world.setSubscriptions([{ id: 'ledger', url: NOWHERE, types: [...EVENT_TYPES], secrets }]);
  await eventually(() => world.events.length > 0);
  const { source, detailType, detail } = world.events[0] ?? {};
  const yesterday = new Date(Date.now() - 2 * GIVEN_UP_AFTER_MS).toISOString();
  const bodies = [
    { source, 'detail-type': detailType, detail },
    ...[new Date().toISOString(), yesterday].map((since) => {
      return { subscription: 'ledger', event: detail, since, failures: 0 };
    }),
  ];
  await take(world, 'deliver', bodies);
}

/**
 * Webhooks of users whose receivers are unreachable, gone, or fine. A delivery fails at first, is sent
 * again, and waits for an entry.
 */
async function useWebhooks(world: InProcessWorld): Promise<void> {
  const given = givenSteps(() => world);
  const webhooks = webhookSteps(() => world);
  const { user, wallet } = await given.userWithWallet({ money: 10 });
  const receiver = await UserReceiver.start();
  const wanted = { url: receiver.url, types: ['transfer.final', 'statement.posted'] };
  const key = randomUUID();
  const { webhook_id: id } = AddedWebhook.parse((await webhooks.add(user, wanted, key)).body);
  await webhooks.add(user, wanted, key);
  const other = AddedWebhook.parse((await webhooks.add(user, wanted)).body).webhook_id;
  for (let n = 0; n < 2; n++) {
    await webhooks.rotate(user, id, key.replace(/^./, 'r'));
    await webhooks.test(user, id, key.replace(/^./, 't'));
  }
  await webhooks.list(user);
  await webhooks.get(user, id);
  await webhooks.change(user, id, { description: 'mine' });
  await webhooks.change(user, ulid(), { description: 'mine' });

  const { TxID } = await given.transfer(user, { from: wallet, to: world.treasury.walletId, amount: 1 });
  const isOf = ({ detail }: InProcessWorld['events'][number]) => JSON.stringify(detail).includes(TxID);
  const event = await eventually(async () => world.events.find(isOf));
  const announced = { source: 'mib', 'detail-type': 'transfer.final', detail: event?.detail };
  await take(world, 'deliver', [announced]);
  await take(world, 'fan_out', [announced]);
  const [since, yesterday] = [new Date().toISOString(), new Date(Date.now() - 2 * GIVEN_UP_AFTER_MS).toISOString()];
  const wait = { wallet_id: wallet, initiated_at: since, since, failures: 0 };
  await take(world, 'fan_out', [{ await_entry: { ...wait, TxID: ulid() } }, { await_entry: { ...wait, TxID } }]);
  await whenSteps(() => world).changeControls(user, wallet, { frozen: 'credits' });
  const look = { wallet_id: wallet, version: 0, since, failures: 0 };
  await take(world, 'fan_out', [{ await_freeze: look }, { await_freeze: { ...look, version: 1 } }]);

  const [waiting] = world.queues.get('mib-local-user-deliveries')?.receive(100) ?? [];
  const { owner } = UserDelivery.parse(JSON.parse(waiting?.body ?? ''));
  const delivery = (webhook: string, from = since) => {
    const sent = { id: ulid(), type: 'webhook.test', timestamp: since, data: { webhook_id: webhook } };
    return { owner, webhook, event: sent, since: from, failures: 0 };
  };
  for (const status of [503, 200, 410]) {
    receiver.status = status;
    await take(world, 'deliver_to_users', [delivery(id), delivery(other, yesterday), delivery(ulid())]);
  }
  await receiver.stop();
  const listed = await webhooks.deliveries(user, id);
  const [last] = z.array(WebhookDelivery).parse(listed.body);
  await webhooks.resend(user, id, last?.delivery_id ?? '', key.replace(/^./, 's'));
  await webhooks.resend(user, id, last?.delivery_id ?? '', key.replace(/^./, 's'));
  await webhooks.remove(user, id);
  await webhooks.remove(user, other);

  await counted(READS, () => webhooks.list(user));
  await counted(READS, () => webhooks.get(user, 'no-id'));
  await counted(READS, () => webhooks.deliveries(user, id, '?limit=0'));
  await counted(WRITES, () => webhooks.add(user, {}));
  await counted(WRITES, () => webhooks.change(user, 'no-id', { url: 1 }));
  await counted(WRITES, () => webhooks.remove(user, 'no-id'));
  await counted(WRITES, () => webhooks.rotate(user, 'no-id'));
  await counted(WRITES, () => webhooks.resend(user, 'no-id', 'no-id'));
  await counted(WRITES, () => webhooks.test(user, 'no-id'));
}

async function take(world: InProcessWorld, key: string, bodies: readonly object[]): Promise<void> {
  const Records = bodies.map((body, n) => ({ messageId: String(n), body: JSON.stringify(body) }));
  assert.deepEqual(await world.invoke(key, { Records }), { batchItemFailures: [] });
}

/** Schedules whose payments start, with and without a run that ended half way; one above the limit. */
async function schedule(
  world: InProcessWorld,
  { user, wallet, payee }: { user: User; wallet: string; payee: string },
): Promise<void> {
  const when = whenSteps(() => world);
  const body = {
    from_id: wallet,
    to_id: payee,
    amount: '1',
    execute_at: new Date(Date.now() + 86_400_000).toISOString(),
  };
  await bothTimes((key) => when.schedule(user, body, key));
  const id = await leaveStarting(world, { from: wallet, to: payee });
  await world.invoke('pay_scheduled', {});
  await when.schedules(user, wallet);
  await when.scheduled(user, wallet, id);
  await when.changeSchedule(user, wallet, id, { amount: '2' });
  await when.cancelSchedule(user, wallet, id);
  for (let n = 0; n < MAX_ACTIVE; n++) await when.schedule(user, body);
  await counted(WRITES, () => when.schedule(user, {}));
  await counted(WRITES, () => when.changeSchedule(user, wallet, id, { amount: 'no' }));
  await counted(WRITES, () => when.cancelSchedule(user, 'no-number', id));
  await counted(READS, () => when.schedules(user, 'no-number'));
  await counted(READS, () => when.scheduled(user, 'no-number', id));
}

/** A schedule of every day, due since yesterday. Its first transfer is in the journal already. */
async function leaveStarting({ tables }: InProcessWorld, { from, to }: { from: string; to: string }): Promise<string> {
  const now = Date.now() - 2 * 86_400_000;
  const owner = (await new Directory(tables.documents, tables.wallets).get(from))?.owner ?? '';
  const payment = { fromId: from, amount: 1n, credits: [{ toId: to, amount: 1n }] };
  const start = new Date(now + 86_400_000).toISOString().slice(0, 19);
  const timing = { repeat: { rrule: 'FREQ=DAILY', start, timeZone: 'UTC' } };
  const schedule = newSchedule({ scheduleId: ulid(now), owner, payment, timing }, now);
  const txId = ulid();
  await new Schedules(tables.documents, tables.schedules).create(begin(schedule, txId));
  await new Journal(tables.documents, tables.journal).create({ txId, ...payment }, Date.now());
  return schedule.scheduleId;
}

/** A wallet whose last entry is not written yet. */
async function leaveUnwritten({ tables }: InProcessWorld): Promise<void> {
  const wallet_id = freshWalletId({ shard: 0, shardCount: services().shards.length });
  const money = { spendable: 0, credit_limit: 0, holds: {}, settled: {}, fence: 0, posted: 0, seq: 1 };
  const leave = (wallet: object) =>
    tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item: { ...wallet, ...money } }));
  await leave({ wallet_id });
  // It has moved there.
  const moved = freshWalletId({ shard: 1, shardCount: services().shards.length });
  const claim = { walletId: moved, owner: 'somebody', shard: 0, status: 'ACTIVE', createdAt: '' } as const;
  await new Directory(tables.documents, tables.wallets).claim({ ...claim }, Date.now());
  await new Directory(tables.documents, tables.wallets).moveTo(moved, { shard: 0, op: 1 });
  await leave({ wallet_id: moved, op: 1 });
}

/**
 * A capture whose payee is on no shard is released: the directory says that this is the last word. The
 * payment expires afterwards, because no user can end it.
 */
async function releaseWithoutWallet({ tables, invoke }: InProcessWorld, fromId: string, txId: string): Promise<void> {
  const captures = new Captures(tables.documents, tables.journal);
  const found = await captures.get(fromId, txId);
  if (!found) throw new Error('no such transfer');
  const now = Date.now();
  const { transfer } = await captures.claim(found, 1n, { now, deadline: now - 1 });
  if (!transfer.capture) throw new Error('not claimed');
  await captures.giveUp(transfer, transfer.capture);
  await invoke('sweep', { all: true });
  const released = await eventually(async () => {
    const { transfer: now } = (await captures.get(fromId, txId)) ?? {};
    return now?.capture === undefined && now;
  });
  await captures.end({ transfer: released }, 'expired', Date.parse(released.expiresAt ?? ''));
}

/** A transfer and a wallet whose workflows were never started. */
async function leaveOpen({ tables }: InProcessWorld, { from, to }: { from: string; to: string }): Promise<void> {
  const now = Date.now();
  const at = new Date(now).toISOString();
  await new Journal(tables.documents, tables.journal).create(
    { txId: ulid(now), fromId: from, amount: 1n, credits: [{ toId: to, amount: 1n }] },
    now,
  );
  const walletId = freshWalletId({ shard: 0, shardCount: services().shards.length });
  await new Directory(tables.documents, tables.wallets).claim(
    { walletId, owner: 'somebody', shard: 0, status: 'CREATING', createdAt: at },
    now,
  );
}
