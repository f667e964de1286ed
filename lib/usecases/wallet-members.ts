import { foldLogin, Login } from '../domain/credentials.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import { isSameMember, MAX_MEMBERS, memberCalled, memberOf, type WalletMember } from '../domain/wallet-member.ts';
import type { Directory } from '../store/directory.ts';
import type { Memberships } from '../store/memberships.ts';
import type { Users } from '../store/users.ts';
import type { WalletMembers } from '../store/wallet-members.ts';
import { ownWallet, visibleWallet } from './owned-wallet.ts';

/** Each failed attempt is another change of the members of the same wallet that succeeded meanwhile. */
const ATTEMPTS = 10;

interface Stores {
  readonly directory: Directory;
  readonly members: Pick<WalletMembers, 'change'>;
  readonly memberships: Pick<Memberships, 'add' | 'remove'>;
}

/** A member of a wallet, by the login. */
interface OfMember {
  readonly userId: string;
  readonly walletId: string;
  readonly login: string;
}

/** A member as the owner wants them. */
interface ChangedMember extends OfMember {
  /** Null for one who only reads; undefined leaves it, and a new member only reads. */
  readonly maxPerDay: bigint | null | undefined;
  /** Of the user who asks, folded: the members see it. Undefined leaves what they see. */
  readonly ownerLogin?: string | undefined;
}

/**
 * The users with whom a wallet is shared.
 * @throws MibError wallet_not_found, member_scope
 */
export async function membersOf(
  directory: Directory,
  { userId, walletId }: { userId: string; walletId: string },
): Promise<readonly WalletMember[]> {
  return (await ownWallet(directory, userId, walletId)).members ?? [];
}

/**
 * Shares a wallet with a user, or changes what they may pay. A repeated request has no further effect.
 * @param now ms since 1970
 * @throws MibError wallet_not_found, member_scope, user_not_found, too_many_members; invalid_input if the
 *   user is the owner; unavailable if others change them all the time
 */
export async function changeMember(
  { directory, members, memberships, users }: Stores & { readonly users: Pick<Users, 'idOf'> },
  { userId, walletId, login, maxPerDay, ownerLogin }: ChangedMember,
  now: number,
): Promise<WalletMember> {
  await ownWallet(directory, userId, walletId);
  const folded = foldLogin(login);
  const memberId = Login.safeParse(login).success ? await users.idOf(folded) : undefined;
  if (memberId === undefined) throw new MibError('user_not_found');
  if (memberId === userId) throw invalidInput([{ field: 'login', message: 'must be that of another user' }]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wallet = await ownWallet(directory, userId, walletId);
    const before = memberOf(wallet, memberId);
    const max = maxPerDay === undefined ? before?.maxPerDay : (maxPerDay ?? undefined);
    const after: WalletMember = {
      userId: memberId,
      login: folded,
      ...(max !== undefined && { maxPerDay: max }),
      addedAt: before?.addedAt ?? new Date(now).toISOString(),
    };
    const others = (wallet.members ?? []).filter((one) => one.userId !== memberId);
    if (others.length >= MAX_MEMBERS) throw new MibError('too_many_members');
    // First, so that no member is without it, whatever dies: the deletion of their account finds the wallet by it.
    await memberships.add(memberId, walletId);
    const change = { memberId, after, by: 'owner', now } as const;
    if (isSameMember(before, after) || (await members.change(wallet, change, ownerLogin ?? wallet.ownerLogin)))
      return after;
  }
  throw new MibError('unavailable');
}

/**
 * Ends the sharing of a wallet with a user: by the owner, or by the member themselves. Requests of the
 * member that come later are refused. Payments that they have started go on.
 * @param now ms since 1970
 * @throws MibError wallet_not_found, member_scope, member_not_found, unavailable
 */
export async function removeMember(
  { directory, members, memberships }: Stores,
  { userId, walletId, login }: OfMember,
  now: number,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wallet = await visibleWallet(directory, userId, walletId);
    const member = memberCalled(wallet, foldLogin(login));
    if (wallet.owner !== userId && member?.userId !== userId) throw new MibError('member_scope');
    if (!member) throw new MibError('member_not_found');
    const by = wallet.owner === userId ? 'owner' : 'member';
    if (!(await members.change(wallet, { memberId: member.userId, after: undefined, by, now }))) continue;
    await memberships.remove(member.userId, walletId);
    return;
  }
  throw new MibError('unavailable');
}
