/** The texts of commands that the pages run, by command: what the button says, and what will happen. */
export const ACTS = {
  'users block': {
    verb: 'Block',
    title: (login: string) => `Block user ${login}`,
    text: 'The user logs in no more. Their sessions end, and their keys are refused. Their money stays.',
  },
  'users unblock': {
    verb: 'Unblock',
    title: (login: string) => `Unblock user ${login}`,
    text: 'The user may log in again, and their keys are accepted.',
  },
  'users end-sessions': {
    verb: 'End sessions',
    title: (login: string) => `End the sessions of user ${login}`,
    text: 'Every session ends now. The user may log in again, and their keys go on.',
  },
  'users reset-password': {
    verb: 'Reset password',
    title: (login: string) => `Reset the password of user ${login}`,
    text: 'The password and all sessions end now. A code is shown once, and sets a new password for 24 hours. Who has the code has the account: make sure that you talk to the user.',
  },
  'users remove-second-factor': {
    verb: 'Remove second factor',
    title: (login: string) => `Remove the second factor of user ${login}`,
    text: 'The authenticator app, the passkeys, the recovery codes and all sessions end now. The password stays, and is enough to log in. Call the user back at a number that you knew before they asked.',
  },
  'users delete': {
    verb: 'Delete',
    title: (login: string) => `Delete user ${login}`,
    text: 'The account is deleted for good, and its personal data is erased. All of its wallets must be closed.',
  },
  'wallets set-credit-limit': {
    verb: 'Set credit limit',
    title: (wallet: string) => `Set the credit limit of wallet ${wallet}`,
    text: 'The balance may go below zero, down to this limit. The balance itself stays.',
  },
  'wallets remove-approvals': {
    verb: 'Remove approvals',
    title: (wallet: string) => `Remove the approvals of wallet ${wallet}`,
    text: 'The wallet pays without approvals from then on. It is for a wallet whose approvers are all gone.',
  },
  'wallets stripe': {
    verb: 'Set stripes',
    title: (wallet: string) => `Set the stripes of wallet ${wallet}`,
    text: 'What the wallet receives is spread over items of its own, so that it takes more payments a second. It stays one wallet: balance, statement and limits are the same. Stripes stay for good.',
  },
  'transfers reverse': {
    verb: 'Reverse',
    title: (id: string) => `Reverse transfer ${id}`,
    text: 'Each payee gives back what is left of the transfer, by a new transfer to the payer. The transfer itself stays as it is.',
  },
  issue: {
    verb: 'Issue',
    title: (wallet: string) => `Issue money to wallet ${wallet}`,
    text: 'New money enters the system: the treasury pays the wallet.',
  },
  retire: {
    verb: 'Retire',
    title: (wallet: string) => `Retire money of wallet ${wallet}`,
    text: 'The wallet pays the treasury, without its owner. The money leaves the system.',
  },
  'treasury create': {
    verb: 'Open the wallet',
    title: (currency: string) => `Open the treasury's wallet in ${currency}`,
    text: 'The treasury gets a wallet in this currency, from which money is issued. It stays for good. Users open wallets in the currency once a deployment lists it.',
  },
  approve: {
    verb: 'Approve',
    title: (id: string) => `Approve request ${id}`,
    text: 'The command runs now, with what was requested. It is logged with your identity and that of who asked.',
  },
  reject: {
    verb: 'Reject',
    title: (id: string) => `Reject request ${id}`,
    text: 'Nobody can approve the request afterwards. Who asked sees your reason.',
  },
} as const;

/** The texts of how a command ended. */
export const ACT_RESULT = {
  done: 'Done',
  waits: 'A second operator has to approve it',
  waitsText: 'Nothing has changed yet. Another identity approves or rejects the request in their own control room.',
  request: 'Request',
  expires: 'Expires',
  toApprovals: 'To the approvals',
  close: 'OK',
  code: 'the code',
  codeText: 'It is shown only here and only now.',
  again: 'The same order was carried out before. Nothing was done twice.',
  /** Members of a command's JSON, by their names. */
  members: {
    login: 'Login',
    blocked_at: 'Blocked since',
    ended: 'Sessions that ended',
    removed: 'A factor was removed',
    code: 'Code',
    expires_at: 'Valid until',
    deleted_at: 'Deleted',
    login_free_at: 'The login is free from',
    wallet_id: 'Wallet',
    credit_limit: 'Credit limit in minor units',
    before: 'Approvals were needed above, in minor units',
    stripes: 'Stripes',
    used: 'Stripes that new payments use',
    TxID: 'Transfer',
    txId: 'Transfer',
    fromId: 'From wallet',
    amount: 'Amount in minor units',
    status: 'Status',
    note: 'Note',
    currency: 'Currency',
    act: 'Order',
    id: 'Request',
    state: 'State',
    command: 'Command',
  } as Readonly<Record<string, string>>,
} as const;
