/** The texts about wallets that are shared. */
export const SHARING = {
  title: 'Sharing',
  lead: 'Those whom you name read this wallet, and pay from it if you set a sum. They do not see what you call it.',
  none: 'You share this wallet with nobody.',
  reads: 'Reads it',
  pays: (amount: string) => `Reads it, and pays up to ${amount} a day`,
  since: 'Since',
  end: 'End',
  endOf: (login: string) => `End the sharing with ${login}`,
  ended: 'The wallet is shared with them no more.',
  form: {
    login: 'Login',
    loginHint: 'The login of another user.',
    max: 'Pays up to, a day',
    maxHint: (amount: string) => `${amount} Empty: only reads. A day is one of UTC.`,
    submit: 'Share the wallet',
    done: 'The wallet is shared.',
    unknown: 'is not that of a user',
  },
  shared: {
    title: 'Shared with you',
    reads: (owner: string) => `${owner} shares this wallet with you. You read it.`,
    pays: (owner: string, amount: string) =>
      `${owner} shares this wallet with you. You read it, and pay up to ${amount} a day.`,
    by: (owner: string) => `Shared by ${owner}`,
    /** Of a wallet that was shared before its owner's login was shown. */
    unnamed: (id: string) => `The user ${id}`,
    leave: 'Leave',
    leaveTitle: 'Leave this wallet?',
    leaveDetail: 'You no longer see it. Its owner can share it with you again.',
    left: 'You have left the wallet.',
    cancel: 'Cancel',
  },
} as const;

/** The owner of a shared wallet in words. */
export function ownerInWords({
  owner_id,
  owner_login,
}: {
  owner_id: string;
  owner_login?: string | undefined;
}): string {
  return owner_login ?? SHARING.shared.unnamed(owner_id);
}
