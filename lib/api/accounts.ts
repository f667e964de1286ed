import * as z from 'zod/mini';
import { Credentials, NewCredentials } from '../domain/credentials.ts';
import { component, doc } from '../domain/doc.ts';
import { route } from './route.ts';

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
      'Lifetime of the token in seconds. Log in again to get a new token.',
      3600,
    ),
  }),
  { description: 'A token of a user.' },
);
export type Session = z.infer<typeof Session>;

const session = {
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
    'Creates a user and logs them in. A login that looks like a taken login (UTS #39) is taken too. The password must not be one of the 4,000 most common passwords, a repetition or a sequence. It must not contain the login, unless the login has fewer than 4 characters.',
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
    'Returns a new token. An unknown login and a wrong password get the same response. Each failed attempt in a row makes the wait before the next attempt longer.',
  tag: 'Accounts',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({ body: Credentials }),
  responses: { 200: { description: 'The user is logged in.', ...session } },
  errors: ['wrong_credentials', 'too_many_attempts'],
});
