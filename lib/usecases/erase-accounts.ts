import { ERASED_AFTER_MS } from '../domain/account-deletion.ts';
import { approvalWithout } from '../domain/payment-approval.ts';
import type { AccountDeletions } from '../store/account-deletions.ts';
import type { ApiKeys } from '../store/api-keys.ts';
import type { ApprovalRules, Approvers } from '../store/approval-rules.ts';
import type { DeletedUsers } from '../store/deleted-users.ts';
import type { Directory } from '../store/directory.ts';
import type { KeyChanges } from '../store/key-changes.ts';
import type { KnownPayees } from '../store/known-payees.ts';
import type { LabelledWallets } from '../store/labelled-wallets.ts';
import type { Memberships } from '../store/memberships.ts';
import type { OwnedWallets } from '../store/owned-wallets.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Schedules } from '../store/schedules.ts';
import type { Sessions } from '../store/sessions.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { WalletMembers } from '../store/wallet-members.ts';
import type { WebhookSecrets } from '../store/webhook-secrets.ts';
import { skeletonOf } from '../unicode/skeleton.ts';
import { buriedAt, endAccess } from './delete-account.ts';
import { type ForgettingStores, forgetFactors } from './remove-factors.ts';
import { sideBySide } from './side-by-side.ts';

/** Where personal data of users are. */
export interface ErasureStores extends ForgettingStores {
  readonly deletions: Pick<AccountDeletions, 'of' | 'due' | 'postpone' | 'finish'>;
  readonly deletedUsers: DeletedUsers;
  readonly sessions: Sessions;
  readonly apiKeys: Pick<ApiKeys, 'end' | 'forget' | 'of'>;
  readonly keyChanges: Pick<KeyChanges, 'revoke'>;
  readonly revocations: Revocations;
  readonly wallets: Pick<OwnedWallets, 'all'>;
  readonly labels: Pick<LabelledWallets, 'unlabel'>;
  readonly members: Pick<WalletMembers, 'change'>;
  readonly memberships: Pick<Memberships, 'page' | 'remove'>;
  readonly directory: Pick<Directory, 'get'>;
  readonly approvers: Pick<Approvers, 'walletsOf'>;
  readonly rules: Pick<ApprovalRules, 'write'>;
  readonly knownPayees: Pick<KnownPayees, 'forget'>;
  readonly schedules: Pick<Schedules, 'forget'>;
  readonly webhooks: Pick<UserWebhooks, 'of' | 'remove'>;
  readonly secrets: Pick<WebhookSecrets, 'forget'>;
}

/** The next run takes the rest. */
const MOST = 250;
const CONCURRENCY = 4;
const PAGE = 100;

/** How many deletions were due and how many are finished, and how late the latest of them was found. */
export interface Erased {
  readonly due: number;
  accounts: number;
  readonly oldestMs: number;
  readonly failures: unknown[];
}

/**
 * Finishes the deletions of accounts that are due: completes those whose request died, and erases the
 * personal data. Every step may be repeated, also beside another run.
 * @param moment `now`: ms since 1970; `sweepId`: unique to this run
 */
export async function eraseAccounts(
  stores: ErasureStores,
  moment: { now: number; sweepId: string; loginFreeAfterMs: number },
): Promise<Erased> {
  const { now, sweepId } = moment;
  const found = await stores.deletions.due(now, MOST);
  const oldestMs = found.reduce((oldest, { due }) => Math.max(oldest, now - due.dueAt), 0);
  const erased: Erased = { due: found.length, accounts: 0, oldestMs, failures: [] };
  await sideBySide(CONCURRENCY, found, async ({ userId, due }) => {
    try {
      if (!(await stores.deletions.postpone(due, now, sweepId))) return;
      if (await erase(stores, userId, moment)) erased.accounts++;
    } catch (failure) {
      // It does not stop the others, and is due again later.
      erased.failures.push(failure);
    }
  });
  return erased;
}

/** @returns whether everything is erased; if not, it is too early */
async function erase(
  stores: ErasureStores,
  userId: string,
  { now, loginFreeAfterMs }: { now: number; loginFreeAfterMs: number },
): Promise<boolean> {
  const { deletion } = await stores.deletions.of(userId);
  // Another run has finished it.
  if (deletion?.login === undefined) return false;
  const { login } = deletion;
  const buried = await endAccess(stores, login, buriedAt(userId, now, loginFreeAfterMs));
  if (buried) {
    if (Date.parse(buried.deletedAt) > now - ERASED_AFTER_MS) return false;
    await stores.deletedUsers.freeLook(skeletonOf(login), login, buried.freeAt);
  }
  // Before the events of what follows, which nobody receives for the user any more.
  for (const { id } of await stores.webhooks.of(userId)) {
    await stores.secrets.forget(id, now);
    await stores.webhooks.remove(userId, id);
  }
  for await (const { walletId } of stores.wallets.all(userId)) {
    await endShares(stores, walletId, now);
    await stores.labels.unlabel(walletId, userId);
    await stores.schedules.forget({ walletId, owner: userId });
  }
  await leaveWallets(stores, userId, now);
  await leaveRules(stores, userId, now);
  await forgetFactors(stores, userId);
  for (const { key } of (await stores.apiKeys.of(userId)).keys)
    await stores.keyChanges.revoke(userId, key, { by: 'deletion', now });
  await stores.knownPayees.forget(userId);
  await stores.apiKeys.forget(userId);
  await stores.sessions.forget(userId);
  await stores.deletions.finish(userId);
  return true;
}

/** Ends what the user shares of a wallet, and each share has its event. */
async function endShares(
  { directory, members, memberships }: Pick<ErasureStores, 'directory' | 'members' | 'memberships'>,
  walletId: string,
  now: number,
): Promise<void> {
  let wallet = await directory.get(walletId);
  for (const { userId: memberId } of wallet?.members ?? []) {
    wallet = wallet && (await members.change(wallet, { memberId, after: undefined, by: 'deletion', now }));
    if (!wallet) throw new Error('the members of a wallet were changed meanwhile');
    await memberships.remove(memberId, walletId);
  }
}

/** Ends what others share with the user: their wallets have the login of the user. */
async function leaveWallets(
  { members, memberships }: Pick<ErasureStores, 'members' | 'memberships'>,
  userId: string,
  now: number,
): Promise<void> {
  let after: string | undefined;
  do {
    const { wallets, unshared, next } = await memberships.page(userId, { after, limit: PAGE });
    for (const wallet of wallets) {
      if (!(await members.change(wallet, { memberId: userId, after: undefined, by: 'deletion', now })))
        throw new Error('the members of a wallet were changed meanwhile');
      await memberships.remove(userId, wallet.walletId);
    }
    for (const walletId of unshared) await memberships.remove(userId, walletId);
    after = next;
  } while (after !== undefined);
}

/**
 * Says in the rules of approvals that the user is gone. They stay in them: without a last approver a rule
 * would protect nothing, and nobody would have changed it.
 */
async function leaveRules(
  { directory, approvers, rules }: Pick<ErasureStores, 'directory' | 'approvers' | 'rules'>,
  userId: string,
  now: number,
): Promise<void> {
  let after: string | undefined;
  do {
    const { walletIds, isLast } = await approvers.walletsOf(userId, { after, limit: PAGE });
    for (const walletId of walletIds) {
      const wallet = await directory.get(walletId);
      const approval = approvalWithout(userId, wallet?.approval);
      if (wallet && approval && !(await rules.write(wallet, approval, { by: 'deletion', userId, now })))
        throw new Error('the rule of a wallet was changed meanwhile');
    }
    after = isLast ? undefined : walletIds.at(-1);
  } while (after !== undefined);
}
