import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { RevokedTokens } from '../../../lib/auth/revoked-tokens.ts';
import { loginFreeAfterMs } from '../../../lib/config/account-settings.ts';
import { sessionRules } from '../../../lib/config/session-settings.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import type { RecordedEvent } from '../../../lib/domain/recorded-event.ts';
import type { UserClaims } from '../../../lib/domain/user-claims.ts';
import type { ShownControls } from '../../../lib/remote/shards.ts';
import { AccountDeletions } from '../../../lib/store/account-deletions.ts';
import { ApiKeys } from '../../../lib/store/api-keys.ts';
import { ApprovalRules, Approvers } from '../../../lib/store/approval-rules.ts';
import { DeletedUsers } from '../../../lib/store/deleted-users.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { FactorSecrets } from '../../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Holds } from '../../../lib/store/journal/holds.ts';
import { KeyChanges } from '../../../lib/store/key-changes.ts';
import { KnownPayees } from '../../../lib/store/known-payees.ts';
import { LabelledWallets } from '../../../lib/store/labelled-wallets.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { Memberships } from '../../../lib/store/memberships.ts';
import { OwnedWallets } from '../../../lib/store/owned-wallets.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { SchedulePlaces } from '../../../lib/store/schedule-places.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { Users } from '../../../lib/store/users.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { WalletMembers } from '../../../lib/store/wallet-members.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { WebhookSecrets } from '../../../lib/store/webhook-secrets.ts';
import { beginFirstSession, beginSession } from '../../../lib/usecases/begin-session.ts';
import { createWallet } from '../../../lib/usecases/create-wallet.ts';
import { deleteAccount } from '../../../lib/usecases/delete-account.ts';
import { eraseAccounts } from '../../../lib/usecases/erase-accounts.ts';
import { login } from '../../../lib/usecases/login.ts';
import { refreshSession } from '../../../lib/usecases/refresh-session.ts';
import { register } from '../../../lib/usecases/register.ts';
import { scheduleTransfer } from '../../../lib/usecases/schedule-transfer.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { PLAIN } from '../../support/plain-currency.ts';

export const NOW = Date.UTC(2026, 10, 26);
export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const LOGIN_FREE_AFTER_MS = loginFreeAfterMs({ LOGIN_FREE_AFTER_DAYS: 90 });
const PASSWORD = 'correct horse battery';
const rules = sessionRules({ ACCESS_TOKEN_SECONDS: 900, SESSION_IDLE_HOURS: 24, SESSION_DAYS: 30 });
const device = { network: '203.0.113.0/24', userAgent: 'a program of hers' };

/** The stores of every function that an account is deleted by, or beside. */
export function storesIn(tables: FreshTables, db: DynamoDBDocumentClient, closed: ReadonlySet<string>) {
  const controls = async (walletId: string): Promise<ShownControls | undefined> => {
    const shown = { version: 0, balance: 0n, holds: 0, isTreasury: false };
    return closed.has(walletId) ? { ...shown, closedAt: NOW } : shown;
  };
  return {
    users: new Users(db, tables.users),
    deletedUsers: new DeletedUsers(db, tables.users),
    deletions: new AccountDeletions(db, tables.wallets),
    sessions: new Sessions(db, tables.sessions),
    signIns: new SignIns(db, tables.sessions),
    revocations: new Revocations(db, tables.revocations),
    backoff: new LoginBackoff(db, tables.throttles),
    directory: new Directory(db, tables.wallets),
    places: new WalletPlaces(db, tables.wallets),
    wallets: new OwnedWallets(db, tables.wallets),
    labels: new LabelledWallets(db, tables.wallets),
    members: new WalletMembers(db, tables.wallets, tables.walletEvents),
    knownPayees: new KnownPayees(db, tables.knownPayees),
    memberships: new Memberships(db, tables.memberships, tables.wallets),
    approvers: new Approvers(db, tables.approvers),
    rules: new ApprovalRules(db, tables.wallets, tables.walletEvents),
    schedules: Object.assign(new Schedules(db, tables.schedules), {
      countActive: (walletId: string) => new SchedulePlaces(db, tables.schedules).countActive(walletId),
    }),
    schedulePlaces: new SchedulePlaces(db, tables.schedules),
    holds: new Holds(db, tables.journal),
    factors: new UserFactors(db, tables.factors),
    factorSecrets: new FactorSecrets(db, tables.factorSecrets),
    apiKeys: new ApiKeys(db, tables.apiKeys),
    keyChanges: new KeyChanges(db, tables.apiKeys, tables.walletEvents),
    webhooks: new UserWebhooks(db, tables.userWebhooks),
    secrets: new WebhookSecrets(db, tables.webhookSecrets),
    idempotencyKeys: new IdempotencyKeys(db, tables.idempotency),
    shards: { controls },
    workflow: { start: async () => undefined },
  };
}

/** A session as a test has it. */
export type Opened = NonNullable<Awaited<ReturnType<typeof beginSession>>>;

/** A system of its own, in which the shards are a set of closed wallets. */
export async function accounts() {
  const tables = await memoryTables();
  const closed = new Set<string>();
  const endpoint = await tables.endpoint();
  const stores = storesIn(tables, tables.documents, closed);
  let count = 0;
  const from = (now: number, password = PASSWORD) => {
    return { now, address: 'somewhere', attemptId: String(++count), passwordCost: 4, device, password };
  };
  const made = (now: number, isConfirmed = false) => ({ sessionId: ulid(now), device, rules, isConfirmed, now });

  return {
    tables,
    stores,
    closed,
    /** The recorded events of wallets and keys that are so. */
    async events(isSo: (event: RecordedEvent) => boolean): Promise<RecordedEvent[]> {
      const recorded = new WalletEvents(tables.documents, tables.walletEvents);
      const all = await Array.fromAsync(recorded.in({ since: 0, until: Number.MAX_SAFE_INTEGER }));
      return all.filter(isSo);
    },
    /** Stores whose client fails before its n-th call, as in a function that dies there. */
    dyingBefore(call: number) {
      const db = documentsAt({ endpoint });
      let calls = 0;
      db.middlewareStack.add(
        (next) => (args) => {
          if (++calls >= call) throw new Error('died');
          return next(args);
        },
        { step: 'initialize' },
      );
      return { stores: storesIn(tables, db, closed), calls: () => calls };
    },
    async register(name: string, now = NOW): Promise<Opened> {
      const moment = { ...from(now), userId: `${name}-id-${++count}` };
      const user = await register(stores, { login: name, password: PASSWORD }, moment);
      return beginFirstSession(stores, user, made(now, true));
    },
    logIn: async (name: string, now = NOW) =>
      beginSession(stores, await login(stores, { login: name, password: PASSWORD }, from(now)), made(now)),
    /** The first half of a login: the password was right. */
    checked: (name: string) => login(stores, { login: name, password: PASSWORD }, from(NOW)),
    began: (user: Parameters<typeof beginSession>[1]) => beginSession(stores, user, made(NOW)),
    refresh: ({ refreshToken }: Opened, now = NOW) =>
      refreshSession(stores, refreshToken, { now, device, rules, secondFactor: 'optional' }),
    /** Whether a function accepts the access token now. */
    accepts: ({ claims }: Opened, now = NOW) =>
      new RevokedTokens(stores.revocations).assertValid(claims, now).then(
        () => true,
        () => false,
      ),
    openWallet: (userId: string, walletId: string, labels: object = {}, now = NOW) =>
      createWallet(
        stores,
        { userId, walletId, idempotencyKey: undefined, ...labels },
        { now, shardCount: async () => 2, place: ulid(now), limit: 10, currencies: PLAIN },
      ),
    async schedule(userId: string, fromId: string, now = NOW) {
      const payment = { fromId, amount: 5n, credits: [{ toId: '999', amount: 5n }], payerNote: 'her rent' };
      const timing = { executeAt: NOW + DAY };
      const request = { userId, payment, timing, idempotencyKey: undefined };
      return scheduleTransfer({ ...stores, places: stores.schedulePlaces }, request, { now, scheduleId: ulid(now) });
    },
    remove: (
      claims: UserClaims,
      { now = NOW, password = PASSWORD, by = stores }: { now?: number; password?: string; by?: typeof stores } = {},
    ) => deleteAccount(by, claims, { ...from(now, password), loginFreeAfterMs: LOGIN_FREE_AFTER_MS }),
    erase: (now: number, by = stores) =>
      eraseAccounts(by, { now, sweepId: ulid(), loginFreeAfterMs: LOGIN_FREE_AFTER_MS }),
  };
}

/** `done`, or the code of the error. */
export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof MibError ? error.code : Promise.reject(error)),
  );
}
