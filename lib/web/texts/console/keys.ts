/** The texts of the keys and of their rotation. */
export const KEYS = {
  title: 'Keys',
  sets: {
    users: {
      name: 'Keys of users',
      text: 'They sign the tokens of users. Every function of the API verifies with their public halves.',
    },
    services: {
      name: 'Keys of services',
      text: 'They sign the tokens for shards. Every shard verifies with their public halves.',
    },
    receipts: {
      name: 'Keys of receipts',
      text: 'They sign receipts and the roots of the audit. Everyone can verify with their public halves.',
    },
  },
  roles: { signs: 'signs', next: 'will sign', old: 'has signed', retired: 'retired', revoked: 'revoked' },
  roleTexts: {
    signs: 'New tokens have its signature.',
    next: 'It verifies already, and signs nothing yet.',
    old: 'It signs nothing more. Its tokens are still accepted.',
    retired: 'Its private half is gone. Receipts that it signed stay valid.',
    revoked: 'Nothing that it signed is valid.',
  },
  kid: 'Key',
  added: 'Everywhere since',
  longAgo: 'the start, of which no time is stored',
  replaced: 'Replaced',
  missing: (places: readonly string[]) => `It is missing at ${places.join(', ')}.`,
  local: {
    title: 'The keys of a local stack cannot be changed here',
    text: 'npm start makes them, stores them in its data folder, and gives them to each process as it starts. A process that runs would not notice a new key. On a stage each next step has a button here.',
  },
  rotation: 'Rotation',
  steps: {
    add: { name: 'Add a key', text: 'A new key verifies everywhere. It signs nothing yet.' },
    promote: { name: 'Let it sign', text: 'The new key signs. The old one still verifies.' },
    retire: { name: 'Retire the old key', text: 'The old key is removed. By then no token of it should be alive.' },
    publish: {
      name: 'Publish the keys',
      text: 'A verifier lacks a key. It gets all of them, before anything else happens.',
    },
  },
  retireReceipts: {
    name: 'Retire the old key',
    text: 'The private half of the old key is removed. Its public half stays published for good.',
  },
  done: 'done',
  next: 'next',
  later: 'later',
  safe: 'It is safe now: no token can be refused.',
  safeIn: (duration: string) => `It is safe in ${duration}. Before that a valid token could be refused.`,
  thenWait: (duration: string) => `The step after it is safe ${duration} later.`,
  force: 'Do it now in spite of that',
  forceText: {
    users: 'Tokens that are valid may be refused. Users whose sessions end log in again.',
    services: 'Calls to shards may fail for up to half a minute. They are retried.',
    receipts: 'Outsiders who have stored the published keys refuse new receipts for up to ten minutes.',
  },
  forceWhen: 'Do this only if a private key may have leaked.',
  took: (kids: readonly string[]) => `Done: ${kids.join(', ')}.`,
} as const;
