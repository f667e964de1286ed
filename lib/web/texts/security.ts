/** The texts of the page about sessions and the password. */
export const SECURITY = {
  title: 'Security',
  sessions: {
    title: 'Your sessions',
    lead: 'Each login begins one. End those that you do not know, and change your password then.',
    here: 'This device',
    begun: 'Logged in',
    used: 'Last used',
    from: (network: string) => `from ${network}`,
    unknown: 'Unknown program',
    end: 'End',
    endOf: (program: string) => `End the session of ${program}`,
    ended: 'The session is over.',
    everywhere: 'Log out everywhere',
  },
  signIns: {
    title: 'Recent sign-ins',
    lead: 'Those of the last 30 days, also failed ones. If one was not you, change your password.',
    none: 'There are none.',
    events: {
      registration: 'Registration',
      login: 'Log-in',
      password_change: 'Change of the password',
      password_reset: 'Password by a code',
      refresh: 'Session',
    },
    results: {
      succeeded: 'Succeeded',
      wrong_password: 'Wrong password',
      wrong_code: 'Wrong code',
      user_blocked: 'Refused: the account is blocked',
      token_reused: 'Ended: its token came twice, and may be stolen',
    },
    more: 'Show all',
  },
  everywhere: {
    title: 'Log out everywhere',
    lead: 'Every session of yours ends, also this one. Each device stops within two seconds.',
    submit: 'End all sessions',
  },
  password: {
    title: 'Change the password',
    lead: 'All other sessions end. This one goes on.',
    current: { label: 'Current password', hint: 'The password that you log in with now.' },
    next: {
      label: 'New password',
      hint: 'At least 8 characters and at most 72 bytes. No common password, no sequence, and not your login.',
    },
    submit: 'Change the password',
    done: 'The password is changed. All other sessions are over.',
    wrong: 'is not your password',
    unknown:
      'No response came, so the password may have changed or not. Log in again: the new password or the old one holds.',
  },
} as const;
