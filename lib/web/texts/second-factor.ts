/** The texts about the second factor. */
export const SECOND_FACTOR = {
  title: 'Second factor',
  lead: 'With an authenticator app, a stolen password is not enough to log in.',
  since: 'On since',
  left: (codes: number) => `${codes} recovery ${codes === 1 ? 'code' : 'codes'} left`,
  add: 'Add an authenticator app',
  remove: 'Remove the app',
  removed: 'The authenticator app is removed.',
  renew: 'Make new recovery codes',
  required: {
    title: 'Add a second factor to go on',
    lead: 'This service requires one: a passkey or an authenticator app. Until you have it, you can do nothing else here.',
    done: 'You have a second factor now. Keep the recovery codes before you go on.',
    goOn: 'Go on',
  },
  enrol: {
    lead: 'Scan this with the app, or type the secret into it. Then type the code that it shows.',
    qr: 'QR code for an authenticator app',
    secret: 'the secret',
    code: { label: 'First code', hint: 'The 6 digits that the app shows.' },
    submit: 'Turn it on',
    done: 'Logins need a code now.',
  },
  codes: {
    title: 'Your recovery codes',
    lead: 'Each logs you in once without the app. This page shows them once: keep them where the app is not.',
    what: 'the recovery codes',
    kept: 'I have kept them',
  },
  login: {
    title: 'Second factor',
    lead: 'The password is right. Type the code that your authenticator app shows.',
    either: 'The password is right. Use your passkey, or type a code.',
    code: { label: 'Code', hint: 'The 6 digits of your authenticator app, or a recovery code.' },
    submit: 'Log in',
    back: 'Begin again',
  },
} as const;
