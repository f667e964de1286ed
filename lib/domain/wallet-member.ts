/** The most users with whom a wallet is shared. */
export const MAX_MEMBERS = 10;

/** A user with whom the owner shares a wallet. They read it. */
export interface WalletMember {
  readonly userId: string;
  /** Folded, as they logged in when the wallet was shared. */
  readonly login: string;
  /** The most that their payments of one day, in UTC, may take together. Missing: they do not pay. */
  readonly maxPerDay?: bigint | undefined;
  /** RFC 3339. */
  readonly addedAt: string;
}

/** The member that a user is of a wallet, if they are one. */
export function memberOf(
  { members = [] }: { readonly members?: readonly WalletMember[] | undefined },
  userId: string,
): WalletMember | undefined {
  return members.find((member) => member.userId === userId);
}

/** The member that a wallet is shared with under this login, if there is one. @param login folded */
export function memberCalled(
  { members = [] }: { readonly members?: readonly WalletMember[] | undefined },
  login: string,
): WalletMember | undefined {
  return members.find((member) => member.login === login);
}

/** Whether two members may do the same. */
export function isSameMember(a: WalletMember | undefined, b: WalletMember): boolean {
  return a?.userId === b.userId && a.login === b.login && a.maxPerDay === b.maxPerDay;
}
