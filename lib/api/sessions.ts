import * as z from 'zod/mini';
import { NewPassword, Password } from '../domain/credentials.ts';
import { component, doc } from '../domain/doc.ts';
import { MOST_SIGN_INS, SIGN_IN_EVENTS, SIGN_IN_MEANS, SIGN_IN_RESULTS } from '../domain/sign-in.ts';
import { REFRESH_TOKEN, session } from './accounts.ts';
import { fields } from './fields.ts';
import { route } from './route.ts';

const MAX_REFRESH_TOKEN_CHARACTERS = 512;

const common = { tag: 'Accounts' } as const;

/** A session of the caller. */
export const OwnSession = component(
  'OwnSession',
  z.strictObject({
    session_id: doc(fields.txId, 'Id of the session: a ULID.', '01KABZ6F0V8Q4T2N9X7B5C3D1E'),
    begun_at: doc(fields.time, 'When the login was.'),
    last_used_at: doc(fields.time, 'When it was last refreshed. Its last request is up to 15 minutes later.'),
    expires_at: doc(fields.time, 'When it ends, unless it is refreshed before.'),
    network: doc(
      z.string(),
      'Where it was last refreshed from, roughly: the network of the address. Empty if that is unknown.',
      '203.0.113.0/24',
    ),
    user_agent: doc(z.string(), 'The program that did so, as it calls itself. Empty if it has no name.', 'curl/8.5.0'),
    current: doc(z.boolean(), 'Whether this request is of this session.', true),
  }),
  { description: 'A session: what began with one login.' },
);
export type OwnSession = z.infer<typeof OwnSession>;

export const refresh = route({
  ...common,
  route: 'POST /auth/refresh',
  operationId: 'refresh',
  summary: 'Refresh a session',
  description:
    'Returns a new token, and a new refresh token in place of the sent one. The same refresh token again within 30 seconds gets the same new one, so that a lost response can be repeated. Later it ends the session: one of the two who have it has stolen it (RFC 9700).',
  caller: 'anybody',
  rateLimit: 'refreshes',
  input: z.object({
    body: z.strictObject({
      refresh_token: doc(
        z
          .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
          .check(
            z.minLength(1, 'must not be empty'),
            z.maxLength(MAX_REFRESH_TOKEN_CHARACTERS, `must be at most ${MAX_REFRESH_TOKEN_CHARACTERS} characters`),
          ),
        'The refresh token of the last response.',
        REFRESH_TOKEN,
      ),
    }),
  }),
  responses: { 200: { description: 'The session goes on.', ...session } },
  errors: ['session_ended'],
});

export const logout = route({
  ...common,
  route: 'POST /auth/logout',
  operationId: 'logout',
  summary: 'Log out',
  description:
    'Ends the session of the token, or with `all` every session of yours. Its refresh token is refused immediately, and its token within two seconds.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({
    body: z.optional(
      z.strictObject({
        all: z.optional(
          doc(z.boolean({ error: 'must be true or false' }), 'Whether to end all of your sessions.', true),
        ),
      }),
    ),
  }),
  responses: { 204: { description: 'The session is over.' } },
});

export const sessions = route({
  ...common,
  route: 'GET /auth/sessions',
  operationId: 'sessions',
  summary: 'List your sessions',
  description: 'The last used first. A session that has ended is not among them.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({}),
  responses: {
    200: {
      description: 'All of your sessions.',
      body: z.array(OwnSession),
    },
  },
});

/** A sign-in of the caller. */
export const OwnSignIn = component(
  'OwnSignIn',
  z.strictObject({
    at: doc(fields.time, 'When it was.'),
    event: doc(
      z.enum(SIGN_IN_EVENTS),
      'What was asked for. `refresh` is listed only if its refresh token came a second time. `second_factor_removal` is what an operator did for a user who had lost it.',
      'login',
    ),
    result: doc(
      z.enum(SIGN_IN_RESULTS),
      '`succeeded` began a session, or did what the event says. `token_reused` ended one: its refresh token was stolen, or sent twice. `passkey_may_be_copied`: its signature was right, but its count of signatures has not grown. Others changed nothing.',
      'succeeded',
    ),
    means: doc(
      z.optional(z.enum(SIGN_IN_MEANS)),
      'Whether it was with a passkey alone, or by the password and a passkey. Missing if no passkey was used.',
      'passkey',
    ),
    network: doc(
      z.string(),
      'Where it came from, roughly: the network of the address. Empty if that is unknown.',
      '203.0.113.0/24',
    ),
    user_agent: doc(z.string(), 'The program, as it calls itself. Empty if it has no name.', 'curl/8.5.0'),
  }),
  { description: 'A sign-in, or an attempt at one. More kinds may be added.' },
);
export type OwnSignIn = z.infer<typeof OwnSignIn>;

export const signIns = route({
  ...common,
  route: 'GET /auth/sign-ins',
  operationId: 'signIns',
  summary: 'List your recent sign-ins',
  description: `The newest first, at most ${MOST_SIGN_INS} of the last 30 days: those that began a session, and those that failed. An attempt that came too early after others is not among them.`,
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'Your recent sign-ins.', body: z.array(OwnSignIn) } },
});

export const endSession = route({
  ...common,
  route: 'DELETE /auth/sessions/{SessionID}',
  operationId: 'endSession',
  summary: 'End a session',
  description: 'Its refresh token is refused immediately, and its token within two seconds.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  // A malformed id gets the same 404 as another user's session.
  input: z.object({
    path: z.object({ SessionID: doc(z.string(), 'Id of one of your sessions.', '01KABZ6F0V8Q4T2N9X7B5C3D1E') }),
  }),
  responses: { 204: { description: 'The session is over.' } },
  errors: ['session_not_found'],
});

export const deleteAccount = route({
  ...common,
  route: 'DELETE /auth/account',
  operationId: 'deleteAccount',
  summary: 'Delete your account',
  description:
    'Deletes the user of the token, for good. All wallets must be closed, which takes a balance of 0 and no transactions in flight. No scheduled transfer may be active, and no payment may wait for a capture, as payer or as payee: otherwise `account_in_use` says in its detail how many there are. The login is refused and all sessions end immediately, and tokens within two seconds. What describes the user is erased within a few minutes: names and metadata of wallets, webhooks and their secrets, keys and second factors, scheduled transfers, sessions and sign-ins. The transactions and statements of the wallets stay, under the id of the user. Nobody can register the login for as long as the service has set: 90 days by default. A wrong password counts as a failed login. A user with a second factor confirms the session by it before: `POST /auth/step_up`. If the response was lost, a repeated request gets 401.',
  caller: 'user',
  rateLimit: 'password_changes',
  input: z.object({ body: z.strictObject({ password: Password }) }),
  responses: { 204: { description: 'The account is deleted.' } },
  errors: ['step_up_required', 'wrong_password', 'account_in_use', 'too_many_attempts', 'unavailable'],
});

export const changePassword = route({
  ...common,
  route: 'POST /auth/password',
  operationId: 'changePassword',
  summary: 'Change your password',
  description:
    'Ends all of your sessions, and begins another one, whose tokens the response has. The rules of the new password are those of a registration. A wrong current password counts as a failed login.',
  caller: 'user',
  rateLimit: 'password_changes',
  input: z.object({
    body: z.strictObject({ password: Password, new_password: NewPassword }),
  }),
  responses: { 200: { description: 'The password is changed.', ...session } },
  errors: ['wrong_password', 'too_many_attempts'],
});
