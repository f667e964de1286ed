import { randomUUID } from 'node:crypto';
import { accountSettings, loginFreeAfterMs } from '../../lib/config/account-settings.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { asError, logger } from '../../lib/observability/logger.ts';
import { putErased } from '../../lib/observability/metrics.ts';
import { AccountDeletions } from '../../lib/store/account-deletions.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { ApprovalRules, Approvers } from '../../lib/store/approval-rules.ts';
import { DeletedUsers } from '../../lib/store/deleted-users.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { FactorSecrets } from '../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { KeyChanges } from '../../lib/store/key-changes.ts';
import { KnownPayees } from '../../lib/store/known-payees.ts';
import { LabelledWallets } from '../../lib/store/labelled-wallets.ts';
import { Memberships } from '../../lib/store/memberships.ts';
import { OwnedWallets } from '../../lib/store/owned-wallets.ts';
import { Revocations } from '../../lib/store/revocations.ts';
import { Schedules } from '../../lib/store/schedules.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WalletMembers } from '../../lib/store/wallet-members.ts';
import { WebhookSecrets } from '../../lib/store/webhook-secrets.ts';
import { eraseAccounts } from '../../lib/usecases/erase-accounts.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  TOTP_TABLE: required,
  KNOWN_PAYEES_TABLE: required,
  API_KEYS_TABLE: required,
  REVOCATIONS_TABLE: required,
  WALLETS_TABLE: required,
  MEMBERSHIPS_TABLE: required,
  APPROVERS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  SCHEDULES_TABLE: required,
  USER_WEBHOOKS_TABLE: required,
  WEBHOOK_SIGNING_TABLE: required,
  ...accountSettings,
});
const db = documents();
const stores = {
  deletions: new AccountDeletions(db, env.WALLETS_TABLE),
  deletedUsers: new DeletedUsers(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  factorSecrets: new FactorSecrets(db, env.TOTP_TABLE),
  knownPayees: new KnownPayees(db, env.KNOWN_PAYEES_TABLE),
  apiKeys: new ApiKeys(db, env.API_KEYS_TABLE),
  keyChanges: new KeyChanges(db, env.API_KEYS_TABLE, env.WALLET_EVENTS_TABLE),
  revocations: new Revocations(db, env.REVOCATIONS_TABLE),
  wallets: new OwnedWallets(db, env.WALLETS_TABLE),
  labels: new LabelledWallets(db, env.WALLETS_TABLE),
  members: new WalletMembers(db, env.WALLETS_TABLE, env.WALLET_EVENTS_TABLE),
  memberships: new Memberships(db, env.MEMBERSHIPS_TABLE, env.WALLETS_TABLE),
  directory: new Directory(db, env.WALLETS_TABLE),
  approvers: new Approvers(db, env.APPROVERS_TABLE),
  rules: new ApprovalRules(db, env.WALLETS_TABLE, env.WALLET_EVENTS_TABLE),
  schedules: new Schedules(db, env.SCHEDULES_TABLE),
  webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE),
  secrets: new WebhookSecrets(db, env.WEBHOOK_SIGNING_TABLE),
};

/**
 * Every five minutes: finishes the deletions of accounts that are due, and reports how long the oldest has
 * been due.
 */
export async function handler(): Promise<{ accounts: number; failures: number }> {
  const { due, accounts, oldestMs, failures } = await eraseAccounts(stores, {
    now: Date.now(),
    sweepId: randomUUID(),
    loginFreeAfterMs: loginFreeAfterMs(env),
  });
  for (const failure of failures) logger.error('account not erased', { error: asError(failure) });
  putErased({ due, accounts, oldestMs, failures: failures.length });
  logger.info('erased what was due', { accounts, failures: failures.length });
  return { accounts, failures: failures.length };
}
