import * as z from 'zod/mini';
import { Credentials, NewCredentials } from '../domain/credentials.ts';
import { route } from './route.ts';

/** The answer to who has just proved who he is. */
export const Session = z
  .strictObject({
    token: z.string().check(
      z.meta({
        description: 'Sent as `Authorization: Bearer <token>`.',
        example: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      }),
    ),
    token_type: z.literal('Bearer'),
    expires_in: z
      .int()
      .check(z.positive(), z.meta({ description: 'In seconds. Log in again for another.', example: 3600 })),
  })
  .check(z.meta({ id: 'Session' }));
export type Session = z.infer<typeof Session>;

const session = {
  body: Session,
  headers: z.object({
    Authorization: z.string().check(
      z.meta({
        description: 'The same token, as requests carry it.',
        example: 'Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      }),
    ),
  }),
};

export const register = route({
  route: 'POST /auth/register',
  operationId: 'register',
  summary: 'Register',
  description:
    'The password may be none of the 4,000 most common ones, no repetition or sequence, and may not contain a login of 4 characters or more. A login that looks like a taken one (UTS #39) is taken.',
  tag: 'Accounts',
  caller: 'anybody',
  rateLimit: 'registrations',
  input: z.object({ body: NewCredentials }),
  responses: { 200: { description: 'Registered, and logged in.', ...session } },
  errors: ['login_taken'],
});

export const login = route({
  route: 'POST /auth/login',
  operationId: 'login',
  summary: 'Log in',
  description:
    'An unknown login and a wrong password get the same answer. After failures in a row each attempt has to wait longer.',
  tag: 'Accounts',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({ body: Credentials }),
  responses: { 200: { description: 'Logged in.', ...session } },
  errors: ['wrong_credentials', 'too_many_attempts'],
});
