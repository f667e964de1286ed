/** The texts of the dialog that asks who the person is. */
export const STEP_UP = {
  title: 'Confirm that it is you',
  lead: 'This needs a fresh confirmation. It counts for ten minutes.',
  password: { label: 'Password', hint: 'The password that you log in with.', wrong: 'is wrong' },
  code: {
    label: 'Code',
    hint: 'The 6 digits of your authenticator app, or a recovery code.',
    wrong: 'is wrong, or was used before',
  },
  recoveryCode: { label: 'Recovery code', hint: 'One of those that you have kept. Each works once.' },
  missing: 'is required',
  submit: 'Confirm',
} as const;
