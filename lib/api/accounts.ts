import * as z from 'zod/mini';
import { Credentials, NewCredentials } from '../domain/credentials.ts';
import { component, doc } from '../domain/doc.ts';
import { sessionScope } from './limited-session.ts';
import { route } from './route.ts';

export const REFRESH_TOKEN = `01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.${'0f'.repeat(16)}.${'a1'.repeat(32)}`;

export const Session = component(
  'Session',
  z.strictObject({
    token: doc(
      z.string(),
      'Bearer token. Send it as `Authorization: Bearer <token>`.',
      'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
    ),
    token_type: z.literal('Bearer'),
    expires_in: doc(
      z.int().check(z.positive()),
      'Lifetime of the token in seconds. `POST /auth/refresh` then returns a new one.',
      900,
    ),
    refresh_token: doc(
      z.string(),
      'What `POST /auth/refresh` takes, once: each use replaces it. It is a secret like a password.',
      REFRESH_TOKEN,
    ),
    refresh_expires_in: doc(
      z.int().check(z.positive()),
      'The session ends after this many seconds, unless it is refreshed before.',
      86_400,
    ),
    scope: sessionScope,
    login: doc(
      z.optional(z.string()),
      'The login of the user. Only `POST /auth/login/passkey` has it: whoever logs in with a passkey types none.',
      'ann',
    ),
  }),
  { description: 'The tokens of a session.' },
);
export type Session = z.infer<typeof Session>;

/** What each route responds with that begins or refreshes a session. */
export const session = {
  body: Session,
  headers: z.object({
    Authorization: doc(
      z.string(),
      'The same token, in the form in which requests send it.',
      'Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln',
    ),
  }),
};

export const register = route({
  route: 'POST /auth/register',
  operationId: 'register',
  summary: 'Register a user',
  description:
    'Creates a user and begins a session. A login that looks like a taken login (UTS #39) is taken too. The password must not be one of the 4,000 most common passwords, a repetition or a sequence. It must not contain the login, unless the login has fewer than 4 characters. This service may also refuse passwords that are known from a breach.',
  tag: 'Accounts',
  caller: 'anybody',
  rateLimit: 'registrations',
  input: z.object({ body: NewCredentials }),
  responses: { 200: { description: 'The user is registered and logged in.', ...session } },
  errors: ['login_taken'],
});

export const login = route({
  route: 'POST /auth/login',
  operationId: 'login',
  summary: 'Log in',
  description:
    'Begins a session. A user can have 50 sessions: above that, the one that was used the longest time ago is forgotten. An unknown login and a wrong password get the same response. A user whom the operator has blocked gets `user_blocked`, for the right password only. A user with a second factor gets `second_factor_required` and a `challenge`, with which `POST /auth/login/code` completes the login. Each failed attempt in a row makes the wait before the next attempt longer.',
  tag: 'Accounts',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({ body: Credentials }),
  responses: { 200: { description: 'The user is logged in.', ...session } },
  errors: ['wrong_credentials', 'user_blocked', 'second_factor_required', 'too_many_attempts'],
});
