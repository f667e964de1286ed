import * as z from 'zod/mini';
import { NO_CONTROL, VISIBLE } from './text-pattern.ts';

const MAX_PASSWORD_BYTES = 72;

/**
 * What a user logs in with. The login is 3 to 64 characters (not code units) without control characters or space at its ends; the
 * password 8 characters to 72 bytes in UTF-8, as bcrypt reads no further and would take two long ones for the same.
 */
export const Login = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
  .check(
    z.refine((text) => [...text].length >= 3 && [...text].length <= 64, 'must be 3 to 64 characters'),
    z.refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'must not have control characters'),
    z.refine((text) => text === text.trim(), 'must not begin or end with space'),
    z.meta({
      description: 'Letters of any script. Upper and lower case are the same.',
      example: 'ann',
      minLength: 3,
      maxLength: 64,
      pattern: `^${VISIBLE}${NO_CONTROL}*${VISIBLE}$`,
    }),
  );

export const Password = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
  .check(
    z.refine((text) => [...text].length >= 8, 'must be at least 8 characters'),
    z.refine((text) => Buffer.byteLength(text) <= MAX_PASSWORD_BYTES, `must be at most ${MAX_PASSWORD_BYTES} bytes`),
    z.meta({
      description: `At least 8 characters, at most ${MAX_PASSWORD_BYTES} bytes in UTF-8.`,
      example: 'correct horse',
      format: 'password',
      minLength: 8,
      maxLength: MAX_PASSWORD_BYTES,
    }),
  );

export const Credentials = z.strictObject({ login: Login, password: Password });
export type Credentials = z.infer<typeof Credentials>;

/**
 * The form in which two logins are compared: "Ann", "ANN" and a full-width "Ａｎｎ" are one. Upper case first, so that letters with
 * two lower-case forms (σ and ς) meet.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
