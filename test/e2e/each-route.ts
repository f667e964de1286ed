import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { MadeKey } from '../../lib/api/api-keys.ts';
import { ApprovalRule } from '../../lib/api/approvals.ts';
import { methodsAt } from '../../lib/api/methods.ts';
import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';
import { Problem } from '../../lib/api/problem.ts';
import { ScheduledTransfer } from '../../lib/api/scheduled-transfer.ts';
import { AddedWebhook } from '../../lib/api/user-webhooks.ts';
import { WebhookDelivery } from '../../lib/api/webhook-deliveries.ts';
import { MAX_KEYS } from '../../lib/domain/api-key.ts';
import { MOST_PASSKEYS } from '../../lib/domain/passkey.ts';
import { MAX_WEBHOOKS } from '../../lib/domain/user-webhook.ts';
import { MAX_MEMBERS } from '../../lib/domain/wallet-member.ts';
import { eventually } from '../support/environment/eventually.ts';
import type { Api, ApiResponse } from '../support/steps/api.ts';
import { factorSteps, nextCodeOf } from '../support/steps/factor-steps.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import { keySteps } from '../support/steps/key-steps.ts';
import { memberSteps } from '../support/steps/member-steps.ts';
import { isCreation, passkeySteps } from '../support/steps/passkey-steps.ts';
import * as then from '../support/steps/then.ts';
import { freshWalletId } from '../support/steps/wallet-ids.ts';
import { webhookSteps } from '../support/steps/webhook-steps.ts';
import { type TransferRequest, when as whenSteps } from '../support/steps/when.ts';
import type { User, World } from '../support/steps/world.ts';

/**
 * The routes that documentationContract does not ask for, those with the fewest parameters first:
 * they win.
 */
const ROUTES = ORCHESTRATOR_ROUTES.filter(({ route }) => / \/(auth|api)\//.test(route)).sort(
  (a, b) => a.route.split('{').length - b.route.split('{').length,
);
/** Takes a shard that is down, or a statement that is behind: test/integration/handlers has both. */
const WITHOUT_SHARD = ' unavailable';
/**
 * Takes 10,000 wallets here, a transfer that stays pending, a shard that is down, the next sweep, or an
 * operator: test/integration has them.
 */
const TOO_COSTLY = new Set([
  // Operators set limits and block users by a program of their own.
  'POST /auth/login user_blocked',
  'POST /auth/login/passkey user_blocked',
  'POST /auth/reset 204',
  // Two confirmations at the same time.
  'POST /auth/factors/totp/confirm factor_exists',
  // A stage that asks for a fresh second factor at new payees.
  'PATCH /api/user/wallets/{id}/approval step_up_required',
  'PATCH /api/user/wallets/{id}/members/{login} step_up_required',
  // A stage that requires a second factor.
  'DELETE /auth/factors/totp last_factor',
  'DELETE /auth/passkeys/{PasskeyID} last_factor',
  'PATCH /api/user/wallets/{id}/controls limits_by_operator',
  'POST /api/user/create_wallet too_many_wallets',
  'GET /api/user/transactions/{id}/{TxID}/receipt transaction_not_final',
  'PATCH /api/user/webhooks/{WebhookID} webhook_blocked',
  'POST /api/user/scheduled_transfers too_many_schedules',
  'PATCH /api/user/scheduled_transfers/{id}/{ScheduleID} already_started',
  'DELETE /api/user/scheduled_transfers/{id}/{ScheduleID} already_started',
  'POST /api/user/transactions/{id}/{TxID}/void capture_in_progress',
  'POST /api/user/transactions/{id}/{TxID}/void hold_expired',
  // A week later, or another approver first.
  'POST /api/user/transactions/{id}/{TxID}/approve approval_expired',
  'POST /api/user/transactions/{id}/{TxID}/approve already_approved',
  'POST /api/user/transactions/{id}/{TxID}/reject approval_expired',
  'PATCH /api/user/wallets/{id}/approval/{ChangeID} approval_expired',
  'PATCH /api/user/wallets/{id}/approval/{ChangeID} wallet_closed',
]);
const NO_TRANSACTION = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const PAST = '2026-01-01T00:00:00Z';
const MOST_GUESSES = 30;

interface Owner {
  readonly user: User;
  readonly wallet: string;
}

/** Every response and every error that the document declares for a route. */
function declared(): string[] {
  return ROUTES.flatMap(({ route, caller, responses, errors = [] }) => {
    const everywhere = caller === 'user' ? ['unauthenticated'] : [];
    return [...Object.keys(responses), ...errors, ...everywhere].map((outcome) => `${route} ${outcome}`);
  }).filter((outcome) => !TOO_COSTLY.has(outcome) && !outcome.endsWith(WITHOUT_SHARD));
}

/** Records the outcome of every request to an API. */
function noting(api: Api, outcomes: Set<string>): Api {
  return {
    request: async (method, path, message) => {
      const response = await api.request(method, path, message);
      const [plain = ''] = path.split('?');
      const found = ROUTES.find((one) => one.route.startsWith(`${method} `) && methodsAt([one], plain).length > 0);
      outcomes.add(`${found?.route} ${outcomeOf(response)}`);
      return response;
    },
  };
}

function outcomeOf({ status, body }: ApiResponse): string {
  return Problem.safeParse(body).data?.code ?? String(status);
}

/** Every response of the routes of scheduled transfers that takes no payment. */
async function schedules(
  when: ReturnType<typeof whenSteps>,
  { user, wallet, other, missing }: { user: User; wallet: string; other: string; missing: string },
): Promise<void> {
  const body = {
    from_id: wallet,
    to_id: other,
    amount: '1',
    execute_at: new Date(Date.now() + 86_400_000).toISOString(),
  };
  await when.schedules(user, wallet);
  const key = `key-${wallet}`;
  const { ScheduleID } = ScheduledTransfer.parse((await when.schedule(user, body, key)).body);
  await when.schedule(user, { ...body, amount: '2' }, key);
  await when.schedule(user, { ...body, from_id: missing });
  await when.schedule(undefined, body);
  for (const [by, id] of [
    [user, wallet],
    [user, missing],
    [undefined, wallet],
  ] as const) {
    await when.schedules(by, id);
    for (const schedule of [ScheduleID, NO_TRANSACTION]) {
      await when.scheduled(by, id, schedule);
      await when.changeSchedule(by, id, schedule, { amount: '2' });
      await when.cancelSchedule(by, id, schedule);
    }
  }
  await when.changeSchedule(user, wallet, ScheduleID, { amount: '2' });
  await when.cancelSchedule(user, wallet, ScheduleID);
}

/** Every response of the routes of sessions, by a user of their own. */
async function useSessions(world: () => World): Promise<void> {
  const when = whenSteps(world);
  const { login, password } = await givenSteps(world).user();
  const { token, refresh_token } = then.hasTokens(await when.login({ login, password }));
  const by = { token };
  await when.refresh(refresh_token);
  await when.refresh('no token');
  const [session] = then.isSessions(await when.sessions(by));
  await when.endSession(by, 'no-id');
  const change = { password, new_password: `another-${randomUUID()}` };
  await when.changePassword(by, { ...change, password: 'a wrong password' });
  await when.resetPassword({
    login,
    code: '7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK',
    new_password: `another-${randomUUID()}`,
  });
  await when.sessions(undefined);
  await when.signIns(by);
  await when.signIns(undefined);
  await when.endSession(undefined, session?.session_id ?? '');
  await when.changePassword(undefined, change);
  await when.logout(undefined);
  const own = then.hasTokens(await when.changePassword(by, change));
  const leaving = then.hasTokens(await when.login({ login, password: change.new_password }));
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    const { status } = await when.changePassword(own, { ...change, password: 'a wrong password' });
    if (status === 429) break;
  }
  const current = then.isSessions(await when.sessions(own)).find((one) => one.current);
  await when.endSession(own, current?.session_id ?? '');
  await when.logout(leaving);
}

/** Every response of the routes of shared wallets. */
async function share(world: () => World, { user, wallet }: Owner): Promise<void> {
  const given = givenSteps(world);
  const members = memberSteps(world);
  const { login } = await given.user();
  await members.change(user, wallet, login);
  await members.change(user, wallet, `nobody-${randomUUID()}`);
  await members.remove(user, wallet, login);
  await members.remove(user, wallet, login);
  const spare = await given.wallet(user);
  for (let n = 0; n <= MAX_MEMBERS; n++) await members.change(user, spare, (await given.user()).login);
  for (const by of [user, undefined]) {
    const missing = freshWalletId(world());
    await members.change(by, missing, login);
    await members.remove(by, missing, login);
    for (const id of [wallet, missing]) await members.list(by, id);
    await members.shared(by);
  }
}

/** Every response of the routes of keys, and what is above the sum of the day of one. */
async function useKeys(
  world: () => World,
  { user, wallet, to }: Owner & { readonly to: string },
  received: string,
): Promise<void> {
  const when = whenSteps(world);
  const keys = keySteps(world);
  const wanted = { name: 'Shop', read: 'all', pay: [{ wallet_id: wallet, max_per_day: '1' }] };
  const idempotencyKey = randomUUID();
  const { key_id: revoked } = MadeKey.parse((await keys.make(user, wanted, idempotencyKey)).body);
  await keys.revoke(user, revoked);
  await keys.revoke(user, revoked);
  await keys.make(user, wanted, idempotencyKey);
  await keys.make(user, { ...wanted, name: 'Other' }, idempotencyKey);
  const used = randomUUID();
  const { key: token } = MadeKey.parse((await keys.make(user, wanted, used)).body);
  await when.transfer({ token }, { from: wallet, to, amount: '2' });
  await when.refund({ token }, { wallet, TxID: received }, { amount: '2' });
  await keys.make(user, wanted, used);
  for (let n = 0; n < MAX_KEYS; n++) await keys.make(user, wanted);
  await keys.list(user);
  await keys.make(undefined, wanted);
  await keys.list(undefined);
  await keys.revoke(undefined, revoked);
}

/** Every response of the routes of second factors, by a user of their own. */
async function useSecondFactors(world: () => World): Promise<void> {
  const when = whenSteps(world);
  const factors = factorSteps(world);
  const user = await givenSteps(world).user();
  const { login, password } = user;
  const another = await givenSteps(world).user();
  await factors.stepUp(another, { password: 'a wrong password' });
  await factors.stepUp(another, { password: another.password });
  await factors.confirm(another, '123456');
  await factors.remove(another);
  await factors.renew(another);
  const changed = then.hasTokens(
    await when.changePassword(another, { password: another.password, new_password: `another-${randomUUID()}` }),
  );
  await factors.enrol(changed);
  const older = then.hasTokens(await when.login({ login, password }));
  for (const by of [user, undefined]) {
    await factors.factors(by);
    await factors.enrol(by);
    await factors.confirm(by, 'no code');
  }
  const { secret } = await factors.added(user);
  await factors.enrol(user);
  for (const by of [older, undefined]) {
    await factors.remove(by);
    await factors.renew(by);
    await factors.stepUp(by, { code: 'no code' });
  }
  const large = { from_id: '1', to_id: '2', amount: '100001' };
  const execute_at = new Date(Date.now() + 86_400_000).toISOString();
  await when.transfer(older, { from: '1', to: '2', amount: large.amount });
  await when.batch(older, [{ ...large, idempotency_key: 'a' }]);
  await when.schedule(older, { ...large, execute_at });
  await when.changeSchedule(older, '1', NO_TRANSACTION, { amount: large.amount });
  await keySteps(world).make(older, { name: 'Shop', pay: [{ wallet_id: '1', max_per_day: large.amount }] });
  const challenge = await factors.challenge(user);
  await factors.loginWithCode('no challenge', 'no code');
  await factors.loginWithCode(challenge, 'no code');
  await factors.loginWithCode(challenge, nextCodeOf(secret));
  await factors.renew(user);
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    if ((await factors.loginWithCode(challenge, 'no code')).status === 429) break;
  }
  await factors.stepUp(older, { code: 'no code' });
  await when.deleteAccount(older, { password });
  await factors.remove(user);
  const third = await givenSteps(world).user();
  await factors.enrol(third);
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    if ((await factors.confirm(third, 'no code')).status === 429) break;
  }
}

/** Every response of the routes of passkeys, by a user of their own. */
async function usePasskeys(world: () => World): Promise<void> {
  const when = whenSteps(world);
  const passkeys = passkeySteps(world);
  const user = await givenSteps(world).user();
  const { login, password } = user;
  const older = then.hasTokens(await when.login({ login, password }));
  await passkeys.stepUpOptions(user);
  const { authenticator, passkeyId } = await passkeys.added(user);
  const again = authenticator.registerAgain(isCreation(await passkeys.options(user)));
  await passkeys.add(user, again);
  await passkeys.add(user, again);
  await passkeys.stepUpOptions(user);
  const signed = await passkeys.signedLogin(authenticator);
  await passkeys.login(signed, 'no challenge');
  await passkeys.login(signed);
  await passkeys.login(signed);
  await passkeys.stepUp(user, signed);
  for (const by of [older, undefined]) {
    await passkeys.options(by);
    await passkeys.add(by, again);
    await passkeys.remove(by, passkeyId);
  }
  await passkeys.stepUpOptions(undefined);
  for (let n = 2; n < MOST_PASSKEYS; n++) await passkeys.added(user);
  const late = [await passkeys.made(user), await passkeys.made(user)];
  for (const { response } of late) await passkeys.add(user, response);
  await passkeys.options(user);
  await passkeys.remove(user, passkeyId);
  await passkeys.remove(user, passkeyId);
}

/** Every response to the deletion of an account, by users of their own. */
async function deletions(world: () => World): Promise<void> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const { user } = await given.userWithWallet();
  await when.deleteAccount(undefined, { password: user.password });
  await when.deleteAccount(user, {});
  await when.deleteAccount(user, { password: 'a wrong password' });
  await when.deleteAccount(user, { password: user.password });
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    const { status } = await when.deleteAccount(user, { password: 'a wrong password' });
    if (status === 429) break;
  }
  const leaving = await given.user();
  await when.deleteAccount(leaving, { password: leaving.password });
}

interface Side {
  readonly user: User;
  readonly wallet: string;
}

/** Held payments, and every end that they can have: captured, voided, expired, refused. */
async function endsOfHolds(world: () => World, payer: Side, payee: Side): Promise<void> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  await when.holds(payee.user, payee.wallet);
  const authorise = async (amount: string, more: Partial<TransferRequest> = {}): Promise<string> => {
    const order = { from: payer.wallet, to: payee.wallet, amount, capture: 'manual', ...more };
    const { TxID } = Object((await when.transfer(payer.user, order, undefined, 'wait=10')).body);
    return String(TxID);
  };
  await given.money(payer.wallet, 10);
  const expiresAt = new Date(Date.now() + 1_500);
  const expired = await authorise('1', { expires_at: expiresAt.toISOString() });
  const [captured, voided] = [await authorise('2'), await authorise('1')];
  const [awaited, undone] = [await authorise('1'), await authorise('1')];
  await eventually(async () => (await when.holds(payee.user, payee.wallet)).status === 200, then.patience(world()));
  for (const [by, id, txId] of [
    [payee.user, payee.wallet, NO_TRANSACTION],
    [payee.user, freshWalletId(world()), captured],
    [undefined, payee.wallet, captured],
    [payer.user, payer.wallet, captured],
  ] as const) {
    await when.holds(by, id);
    await when.capture(by, id, txId);
    await when.void(by, id, txId);
  }
  const [capturing, voiding] = [`capture-${captured}`, `void-${voided}`];
  await when.capture(payee.user, payee.wallet, captured, { amount: '0' });
  await when.capture(payee.user, payee.wallet, captured, { amount: '1' }, undefined, capturing);
  await when.capture(payee.user, payee.wallet, awaited, {}, 'wait=10');
  await when.capture(payee.user, payee.wallet, captured, { amount: '2' }, undefined, capturing);
  await when.capture(payee.user, payee.wallet, captured, { amount: '2' });
  await when.void(payee.user, payee.wallet, awaited);
  await when.void(payee.user, payee.wallet, voided, undefined, voiding);
  await when.void(payee.user, payee.wallet, undone, 'wait=10');
  await when.void(payee.user, payee.wallet, captured, undefined, voiding);
  await when.capture(payee.user, payee.wallet, voided);
  await eventually(async () => Date.now() > expiresAt.getTime(), then.patience(world()));
  await when.capture(payee.user, payee.wallet, expired);
}

/** Payments that wait for a second person, the rule that makes them wait, and each of their ends. */
async function useApprovals(world: () => World): Promise<void> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const owner = await given.userWithWallet({ shard: 0, money: 10 });
  const approver = await given.userWithWallet({ shard: 1 });
  const [id, user, second] = [owner.wallet, owner.user, approver.user];
  await when.approvals(second);
  const set = (body: object, by: User | undefined = user) => when.setApprovalRule(by, id, body);
  await set({ approval_above: '0', approvers: [approver.wallet] });
  await set({ approval_above: 'no number' });
  await set({}, second);
  await when.setApprovalRule(undefined, id, {});
  const spare = await given.wallet(user);
  await when.closeWallet(user, spare);
  await when.setApprovalRule(user, spare, { approval_above: '1', approvers: [approver.wallet] });
  const change = async (above: string) => {
    const response = await set({ approval_above: above });
    return ApprovalRule.parse(response.body).change?.change_id ?? '';
  };
  const decide = (changeId: string, decision: string, by: User | undefined = second) =>
    when.decideChange(by, id, changeId, decision);
  const rejected = await change('1');
  await decide(rejected, 'approve', user);
  await decide(rejected, 'perhaps');
  await decide(rejected, 'reject');
  await decide(rejected, 'approve');
  await when.decideChange(undefined, id, rejected, 'reject');
  await when.decideChange(second, approver.wallet.concat('0'), rejected, 'reject');
  const approved = await change('1');
  await decide(approved, 'approve');
  await decide(approved, 'reject');
  await decide(NO_TRANSACTION, 'reject');
  for (const by of [second, undefined]) await when.approvalRule(by, id);
  await when.approvalRule(second, freshWalletId(world()));

  const order = { from: id, to: approver.wallet, amount: '2' };
  const ask = async () => String(Object((await when.transfer(user, order, undefined, 'wait=10')).body).TxID);
  await when.transfer(user, { ...order, capture: 'manual' });
  const small = String(Object((await when.transfer(user, { ...order, amount: '1' }, undefined, 'wait=10')).body).TxID);
  const [one, another, third] = [await ask(), await ask(), await ask()];
  for (const by of [second, undefined]) {
    await eventually(async () => (await when.approvals(by)).status !== 204, then.patience(world()));
  }
  await when.approvals(second, '?limit=0');
  for (const end of [when.approve, when.reject]) {
    await end(second, id, NO_TRANSACTION);
    await end(second, freshWalletId(world()), one);
    await end(second, id, small);
    await end(undefined, id, one);
  }
  await when.approve(user, id, one);
  const [approving, rejecting] = [`approve-${one}`, `reject-${another}`];
  await when.approve(second, id, one, undefined, approving);
  await when.approve(second, id, another, undefined, approving);
  await when.reject(second, id, one);
  await when.approve(second, id, third, 'wait=10');
  await when.reject(second, id, another, undefined, rejecting);
  await when.reject(second, id, third, undefined, rejecting);
  await when.approve(second, id, another);
  // Another user than the one who decided.
  await when.reject(user, id, another);
  await when.approve(user, id, third);
  await when.reject(second, id, await ask(), 'wait=10');
}

/** One request over HTTP for each response and each error that the document has for a route. */
export function eachRoute(world: () => World): void {
  it('responds on every route with each response and each error that the document declares', async () => {
    const outcomes = new Set<string>();
    const api = noting(world().api, outcomes);
    const noted = () => ({ ...world(), api });
    const given = givenSteps(noted);
    const when = whenSteps(noted);

    await when.currencies();
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const other = await given.userWithWallet({ shard: 1 });
    await when.transactions(user, wallet);
    await when.statement(user, wallet);
    const order = { from: world().treasury.walletId, to: wallet, amount: 10 };
    const gift = await given.transfer(await given.treasury(), order);
    const { TxID } = await given.transfer(user, { from: wallet, to: other.wallet, amount: 1 });

    await useWebhooks(noted, user);
    await useSessions(noted);
    await share(noted, { user, wallet });
    await useKeys(noted, { user, wallet, to: other.wallet }, gift.TxID);
    await useSecondFactors(noted);
    await usePasskeys(noted);
    await deletions(noted);
    for (const by of [user, undefined]) {
      await when.wallets(by);
      await when.createWallet(by, other.wallet);
      await when.createWallet(by, wallet, undefined, { currency: 'EUR' });
      await when.transfer(by, { from: other.wallet, to: wallet, amount: '1' });
      await when.transfer(by, { from: wallet, to: other.wallet, amount: '1' }, undefined, 'wait=10');
      await when.batch(by, [{ idempotency_key: 'a', from_id: wallet, to_id: other.wallet, amount: '1' }]);
    }
    for (const [by, id] of [
      [user, wallet],
      [user, freshWalletId(world())],
      [undefined, wallet],
    ] as const) {
      await when.balance(by, id);
      await when.wallet(by, id);
      await when.changeWallet(by, id, { name: 'Mine' });
      await when.controls(by, id);
      await when.changeControls(by, id, {});
      await when.closeWallet(by, id);
      await when.balanceAt(by, id, PAST);
      await when.transactions(by, id);
      await when.transaction(by, id, TxID);
      await when.csv(by, id);
      await eventually(async () => (await when.statement(by, id)).status !== 204, then.patience(world()));
      await when.statementCsv(by, id);
      await when.transactionReceipt(by, id, TxID);
      await when.statementReceipt(by, id, '99');
    }
    await when.transaction(user, wallet, NO_TRANSACTION);
    await refunds(noted, { user, wallet }, other);
    await schedules(when, { user, wallet, other: other.wallet, missing: freshWalletId(world()) });
    await eventually(
      async () => (await when.statementReceipt(user, wallet, '1')).status === 200,
      then.patience(world()),
    );
    await when.statementReceipt(user, wallet, '1', '?root=latest');

    await endsOfHolds(noted, { user, wallet }, other);
    await useApprovals(noted);

    const key = `key-${freshWalletId(world())}`;
    await when.createWallet(user, freshWalletId(world()), key);
    await when.createWallet(user, freshWalletId(world()), key);
    await when.transfer(user, { from: wallet, to: other.wallet, amount: '1' }, key);

    const spare = await given.wallet(user);
    await when.closeWallet(user, spare, `${key}-close`);
    await when.closeWallet(user, wallet, `${key}-close`);
    await when.changeControls(user, spare, { frozen: 'all' });

    const { login, password } = await given.user();
    await when.login({ login, password });
    await when.register({ login, password });
    for (let n = 0; n < MOST_GUESSES && !outcomes.has('POST /auth/login too_many_attempts'); n++) {
      await when.login({ login, password: 'a wrong password' });
    }
    expect(declared().filter((outcome) => !outcomes.has(outcome))).toEqual([]);
  }, 240_000);

  /** Every response to a refund of the payee, `other`. */
  async function refunds(noted: () => World, payer: Owner, other: Owner): Promise<void> {
    const when = whenSteps(noted);
    const { TxID } = await givenSteps(noted).transfer(payer.user, { from: payer.wallet, to: other.wallet, amount: 2 });
    const payment = { wallet: other.wallet, TxID };
    const idempotencyKey = `refund-${TxID}`;
    await when.refund(other.user, payment, { amount: '1' }, { idempotencyKey });
    await when.refund(other.user, payment, { amount: '2' }, { idempotencyKey });
    await when.refund(other.user, payment, { amount: '1' }, { prefer: 'wait=10' });
    await when.refund(other.user, payment, { amount: '3' });
    await when.refund(payer.user, { wallet: payer.wallet, TxID });
    await when.refund(payer.user, payment);
    await when.refund(other.user, { ...payment, TxID: NO_TRANSACTION });
    await when.refund(undefined, payment);
  }

  it('moves money between two shards over HTTP, and both sides see it', async () => {
    const given = givenSteps(world);
    const when = whenSteps(world);
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 30 });
    const [out] = then.isTransactions(await when.transactions(payer.user, payer.wallet)).slice(-1);
    const [into] = then.isTransactions(await when.transactions(payee.user, payee.wallet));
    expect([out, into]).toMatchObject([
      { TxID, amount: '-30', status: 'SUCCESSFUL' },
      { TxID, amount: '+30', status: 'SUCCESSFUL' },
    ]);
    expect(then.isBalance(await when.balance(payer.user, payer.wallet)).balance).toBe('70');
    expect(then.isBalance(await when.balance(payee.user, payee.wallet)).balance).toBe('30');
  });
}

/** Each response and each error of the routes of webhooks. */
async function useWebhooks(world: () => World, user: User): Promise<void> {
  const webhooks = webhookSteps(world);
  const wanted = { url: 'https://shop.example/mib', types: ['transfer.final'] };
  const [key, removed] = [randomUUID(), randomUUID()];
  const added = async (keyOfIt?: string) =>
    AddedWebhook.parse((await webhooks.add(user, wanted, keyOfIt)).body).webhook_id;
  await webhooks.remove(user, await added(removed));
  await webhooks.add(user, wanted, removed);
  const id = await added(key);
  await webhooks.add(user, { ...wanted, description: 'other' }, key);
  await webhooks.change(user, id, { enabled: false });
  await webhooks.test(user, id);
  const other = await added();
  for (const one of [id, other]) {
    await webhooks.rotate(user, one, key.replace(/^./, 'r'));
    await webhooks.test(user, one, key.replace(/^./, 't'));
  }
  const [first, second] = z.array(WebhookDelivery).parse((await webhooks.deliveries(user, id)).body);
  for (const delivery of [first, second, first]) {
    await webhooks.resend(user, id, delivery?.delivery_id ?? '', key.replace(/^./, 's'));
  }
  await webhooks.resend(user, id, NO_TRANSACTION);
  for (const by of [user, undefined]) {
    await webhooks.list(by);
    await webhooks.get(by, id);
    for (const one of [NO_TRANSACTION, ...(by ? [] : [id])]) {
      await webhooks.get(by, one);
      await webhooks.change(by, one, {});
      await webhooks.remove(by, one);
      await webhooks.rotate(by, one);
      await webhooks.deliveries(by, one);
      await webhooks.resend(by, one, NO_TRANSACTION);
      await webhooks.test(by, one);
    }
  }
  await webhooks.add(undefined, wanted);
  for (let n = 0; n < MAX_WEBHOOKS; n++) await webhooks.add(user, wanted);
}
