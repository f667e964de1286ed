import type { Member } from '../../api/wallet-members.ts';
import type { Wallet } from '../../api/wallets.ts';
import { memberOf, type WalletMember } from '../../domain/wallet-member.ts';
import type { DirectoryEntry } from '../../store/directory.ts';
import { walletView } from './views.ts';

/** A member for the owner of the wallet. */
export function memberView({ login, maxPerDay, addedAt }: WalletMember): Member {
  return { login, max_per_day: maxPerDay?.toString() ?? null, added_at: addedAt };
}

/** A wallet for its owner, or for a member: without what its owner calls it. */
export function walletViewFor(userId: string, { name, metadata, ...wallet }: DirectoryEntry): Wallet {
  const member = memberOf(wallet, userId);
  if (wallet.owner === userId || !member) return walletView({ ...wallet, name, metadata });
  const { owner, ownerLogin } = wallet;
  return {
    ...walletView(wallet),
    shared: {
      owner_id: owner,
      ...(ownerLogin !== undefined && { owner_login: ownerLogin }),
      max_per_day: member.maxPerDay?.toString() ?? null,
    },
  };
}
