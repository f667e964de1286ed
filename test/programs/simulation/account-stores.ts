import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Shards } from '../../../lib/remote/shards.ts';
import { AccountDeletions } from '../../../lib/store/account-deletions.ts';
import { ApiKeys } from '../../../lib/store/api-keys.ts';
import { ApprovalRules, Approvers } from '../../../lib/store/approval-rules.ts';
import { DeletedUsers } from '../../../lib/store/deleted-users.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { FactorSecrets } from '../../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Holds } from '../../../lib/store/journal/holds.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { KeyChanges } from '../../../lib/store/key-changes.ts';
import { KnownPayees } from '../../../lib/store/known-payees.ts';
import { LabelledWallets } from '../../../lib/store/labelled-wallets.ts';
import { Memberships } from '../../../lib/store/memberships.ts';
import { OwnedWallets } from '../../../lib/store/owned-wallets.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { SchedulePlaces } from '../../../lib/store/schedule-places.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { Users } from '../../../lib/store/users.ts';
import { WalletMembers } from '../../../lib/store/wallet-members.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { WebhookSecrets } from '../../../lib/store/webhook-secrets.ts';
import type { System } from './system.ts';

/** The stores of a user's account. */
export type AccountStores = ReturnType<typeof accountStores>;

/** As the functions of accounts wire them. */
export function accountStores(db: DynamoDBDocumentClient, { tableNamed, directory }: System, shards: Shards) {
  const users = tableNamed('-users');
  const sessions = tableNamed('-sessions');
  const keys = tableNamed('-api-keys');
  const events = tableNamed('-wallet-events');
  const journal = tableNamed('-journal');
  const schedules = tableNamed('-schedules');
  return {
    shards,
    users: new Users(db, users),
    deletedUsers: new DeletedUsers(db, users),
    deletions: new AccountDeletions(db, directory),
    sessions: new Sessions(db, sessions),
    signIns: new SignIns(db, sessions),
    revocations: new Revocations(db, tableNamed('-revocations')),
    factors: new UserFactors(db, tableNamed('-factors')),
    factorSecrets: new FactorSecrets(db, tableNamed('-factor-secrets')),
    apiKeys: new ApiKeys(db, keys),
    keyChanges: new KeyChanges(db, keys, events),
    knownPayees: new KnownPayees(db, tableNamed('-known-payees')),
    directory: new Directory(db, directory),
    places: new WalletPlaces(db, directory),
    wallets: new OwnedWallets(db, directory),
    labels: new LabelledWallets(db, directory),
    members: new WalletMembers(db, directory, events),
    memberships: new Memberships(db, tableNamed('-memberships'), directory),
    approvers: new Approvers(db, tableNamed('-approvers')),
    rules: new ApprovalRules(db, directory, events),
    schedules: new Schedules(db, schedules),
    schedulePlaces: new SchedulePlaces(db, schedules),
    holds: new Holds(db, journal),
    journal: new Journal(db, journal),
    spending: new Spending(db, tableNamed('-spending')),
    idempotencyKeys: new IdempotencyKeys(db, tableNamed('-idempotency')),
    webhooks: new UserWebhooks(db, tableNamed('-user-webhooks')),
    secrets: new WebhookSecrets(db, tableNamed('-webhook-secrets')),
  };
}
