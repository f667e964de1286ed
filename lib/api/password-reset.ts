import * as z from 'zod/mini';
import { Login, NewPassword } from '../domain/credentials.ts';
import { doc } from '../domain/doc.ts';
import { limitedText } from './limited-text.ts';
import { route } from './route.ts';

const MAX_CODE_CHARACTERS = 64;

const code = limitedText(MAX_CODE_CHARACTERS);

export const resetPassword = route({
  tag: 'Accounts',
  route: 'POST /auth/reset',
  operationId: 'resetPassword',
  summary: 'Set a forgotten password',
  description:
    'Sets a new password with a code, which the operator of the service gives to a user whom they have recognized. The code works once, until it expires. A wrong code and an unknown login get the same response. It begins no session: log in afterwards.',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({
    body: z.strictObject({
      login: Login,
      code: doc(
        code,
        'The code from the operator. Case, dashes and spaces do not matter.',
        '7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK',
      ),
      new_password: NewPassword,
    }),
  }),
  responses: { 204: { description: 'The password is set.' } },
  errors: ['wrong_reset_code'],
});
