import type { Item } from '../../../lib/local/database/values/values.ts';
import type { System } from './system.ts';

const PLACES = 'places#';
/** An access token is refused at the latest so long after it is revoked, in ms. */
const REVOKED_WITHIN_MS = 2_000;

/** What operators change of a user's access. */
export type Change = 'block' | 'unblock' | 'delete';

/** What a user or a program comes in by. */
export type Means = 'login' | 'refresh token' | 'access token' | 'key';

/** A change of a user's access. Times are ms since 1970. */
interface Changed {
  readonly what: Change;
  readonly asked: number;
  /** When the operator heard that it is done. */
  answered?: number;
}

/**
 * Checks blocked and deleted users: they get in no more, a deleted one leaves no open wallet and no personal
 * data, and nobody is taken for them.
 */
export class AccountPromises {
  readonly #break: (what: string) => void;
  readonly #changes = new Map<string, Changed[]>();
  /** The users whose deletion is decided. */
  readonly #deleted = new Set<string>();
  readonly #owners = new Map<string, string>();
  readonly #closed = new Set<string>();
  readonly #users = new Set<string>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** An operator asks for a change. The result takes that it is done. */
  changes(userId: string, what: Change): () => void {
    const changed: Changed = { what, asked: Date.now() };
    this.#changes.set(userId, [...(this.#changes.get(userId) ?? []), changed]);
    return () => {
      changed.answered = Date.now();
    };
  }

  /** A user gets in. @param began when the request came, in ms since 1970 */
  entered(userId: string, by: Means, began: number): void {
    const all = this.#changes.get(userId) ?? [];
    const since = by === 'access token' ? began - REVOKED_WITHIN_MS : began;
    for (const { what, asked, answered = Infinity } of all) {
      if (what === 'unblock' || answered > since) continue;
      // Of a block and the lifting of it at the same time, either may be the last.
      const mayBeLifted = all.some((one) => one.what === 'unblock' && (one.answered ?? Infinity) >= asked);
      if (what === 'delete' || !mayBeLifted) this.#break(`${userId} gets in by ${by} after ${what}`);
    }
  }

  /** A wallet of a shard changes. */
  onWallet(after: Item | undefined): void {
    if (after?.closed_at) this.#closed.add(after.wallet_id?.S ?? '');
  }

  /** The directory changes: a wallet is claimed, or the deletion of a user is decided. */
  onDirectory(before: Item | undefined, after: Item | undefined): void {
    const id = after?.wallet_id?.S ?? '';
    const owner = after?.owner?.S;
    if (owner !== undefined) {
      this.#owners.set(id, owner);
      if (!before && this.#deleted.has(owner)) this.#break(`${owner} is deleted, and claims wallet ${id}`);
    }
    if (!id.startsWith(PLACES) || !after?.deleted_at || before?.deleted_at) return;
    const userId = id.slice(PLACES.length);
    this.#deleted.add(userId);
    for (const [wallet, by] of this.#owners)
      if (by === userId && !this.#closed.has(wallet)) this.#break(`${userId} is deleted, and has wallet ${wallet}`);
  }

  /** Who has a login changes. */
  onUser(before: Item | undefined, after: Item | undefined): void {
    const [was, is] = [before?.user_id?.S, after?.user_id?.S];
    if (is !== undefined && after?.password_hash) this.#users.add(is);
    if (was === undefined || (was === is && !(after?.deleted_at && !before?.deleted_at))) return;
    if (before?.deleted_at && Number(before.expires_at?.N) * 1_000 > Date.now() + 1_000)
      this.#break(`${is} has the login of ${was}, which is not free yet`);
    if (!this.#deleted.has(was)) this.#break(`${was} is not deleted, and has lost the login to ${is}`);
  }

  /** The keys of each user are as the user is, and nothing is left of who is deleted. */
  atTheEnd(items: (table: string) => readonly Item[], { tableNamed, directory }: System): void {
    const users = items(tableNamed('-users'));
    const keys = items(tableNamed('-api-keys'));
    for (const userId of this.#users) {
      const isThere = (all: readonly Item[], name: string) => all.some((one) => one[name]?.S === userId);
      if (!this.#deleted.has(userId)) {
        const isBlocked = users.find((one) => one.user_id?.S === userId)?.blocked_at !== undefined;
        const own = keys.find((one) => one.owner?.S === userId);
        if (own && isBlocked !== (own.blocked_at !== undefined))
          this.#break(`${userId} is ${isBlocked ? '' : 'not '}blocked, and the keys are not so`);
        continue;
      }
      const left = {
        password: users.some((one) => one.user_id?.S === userId && one.password_hash),
        sessions: items(tableNamed('-sessions')).some((one) => one.user_id?.S === userId && one.session_id?.S !== '#'),
        keys: isThere(keys, 'owner'),
        shares: isThere(items(tableNamed('-memberships')), 'user_id'),
        'parts in wallets': items(directory).some((one) => isLeftIn(one, userId)),
        'a deletion to finish': items(directory).some((one) => one.wallet_id?.S === PLACES + userId && one.login),
      };
      for (const [what, isLeft] of Object.entries(left))
        if (isLeft) this.#break(`${userId} is deleted, and there are ${what} of the user`);
    }
  }
}

/** Whether a wallet has personal data of a user. */
function isLeftIn(item: Item, userId: string): boolean {
  if (item.owner?.S === userId && (item.name || item.members || item.owner_login)) return true;
  if (Object.hasOwn(item.members?.M ?? {}, userId)) return true;
  const approvers = item.approval?.M?.rule?.M?.approvers?.L ?? [];
  return approvers.some(({ M }) => M?.user_id?.S === userId && M.gone?.BOOL !== true);
}
