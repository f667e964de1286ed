import * as z from 'zod/mini';
import { NO_CONTROL, VISIBLE } from './text-pattern.ts';
import { visible } from './visible-text.ts';

const MAX_PASSWORD_BYTES = 72;
/** The minimum of every stage. A stage may require more. */
export const MIN_PASSWORD_CHARACTERS = 8;
const TOO_SHORT = `must be at least ${MIN_PASSWORD_CHARACTERS} characters`;
/** In the folded form: 64 characters of 4 bytes. Folding can make 33 bytes of one character. */
const MAX_LOGIN_BYTES = 256;
/**
 * A key in the table of login failures has 2,048 bytes, and this is what remains for the login. It
 * lets users log in whose login is longer than new ones may be.
 */
const MAX_LOGIN_KEY_BYTES = 2_014;

const login = z.string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') }).check(
  z.refine((text) => [...text].length >= 3 && [...text].length <= 64, 'must be 3 to 64 characters'),
  z.refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'must not have control characters'),
  z.refine((text) => text === text.trim(), 'must not begin or end with space'),
);

const described = z.meta({
  description:
    '3 to 64 characters of any script, without invisible characters. Upper and lower case are equal. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.',
  example: 'ann',
  minLength: 3,
  maxLength: 64,
  pattern: `^${VISIBLE}${NO_CONTROL}*${VISIBLE}$`,
});

/**
 * The login of any user: 3 to 64 characters (not code units) without control characters, and
 * without space at its ends.
 */
export const Login = login.check(isShortFolded(MAX_LOGIN_KEY_BYTES), described);

/** The login of a new user has only visible characters, and fits into a key of the database. */
export const NewLogin = login.check(visible, isShortFolded(MAX_LOGIN_BYTES), described);

const password = z.string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') });

const fits = z.refine<string>((text) => passwordForms(text).length > 0, `must be at most ${MAX_PASSWORD_BYTES} bytes`);

/**
 * The password of any user: 8 characters to 72 bytes in UTF-8. New passwords have more rules, which
 * older ones may break. bcrypt reads 72 bytes, so that two longer passwords could be equal to it.
 * U+0000 is refused because bcrypt starts the password again there.
 */
export const Password = password.check(
  z.refine((text) => [...text].length >= MIN_PASSWORD_CHARACTERS, TOO_SHORT),
  fits,
  z.refine((text) => !text.includes('\u0000'), 'must not have control characters'),
  z.meta({
    description: `At least ${MIN_PASSWORD_CHARACTERS} characters, at most ${MAX_PASSWORD_BYTES} bytes in UTF-8.`,
    example: 'correct horse',
    format: 'password',
    minLength: MIN_PASSWORD_CHARACTERS,
    maxLength: MAX_PASSWORD_BYTES,
    pattern: '^[^\\u0000]*$',
  }),
);

/** The password of a new user. It is hashed in NFKC, and its bytes are counted in NFKC. */
export const NewPassword = password.check(
  z.refine((text) => passwordLength(text) >= MIN_PASSWORD_CHARACTERS, { error: TOO_SHORT, abort: true }),
  z.refine(
    (text) => Buffer.byteLength(text.normalize('NFKC')) <= MAX_PASSWORD_BYTES,
    `must be at most ${MAX_PASSWORD_BYTES} bytes`,
  ),
  z.refine((text) => !/\p{Cc}|\p{Cs}|\ufffd/u.test(text), 'must not have control characters'),
  z.meta({
    description: `At least ${MIN_PASSWORD_CHARACTERS} characters; this service may require more. At most ${MAX_PASSWORD_BYTES} bytes in UTF-8, in Unicode normal form KC.`,
    example: 'correct horse',
    format: 'password',
    minLength: MIN_PASSWORD_CHARACTERS,
    maxLength: MAX_PASSWORD_BYTES,
    pattern: `^${NO_CONTROL}*$`,
  }),
);

export const Credentials = z.strictObject({ login: Login, password: Password });
export type Credentials = z.infer<typeof Credentials>;

/** The credentials of a new user. */
export const NewCredentials = z.strictObject({ login: NewLogin, password: NewPassword });

/**
 * The form in which logins are compared: "Ann", "ANN" and a full-width "Ａｎｎ" are equal. Upper case
 * comes first, so that letters with two lower-case forms (σ and ς) become equal.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The forms in which a password may have been hashed: in NFKC, on which all devices agree, and as
 * typed, as before 2026-11-25. Forms that bcrypt would cut off are left out.
 */
export function passwordForms(password: string): string[] {
  const forms = new Set([password.normalize('NFKC'), password]);
  return [...forms].filter((form) => Buffer.byteLength(form) <= MAX_PASSWORD_BYTES);
}

/** The length in characters of the password as typed or as hashed, whichever is shorter. */
export function passwordLength(password: string): number {
  return Math.min(...[password, password.normalize('NFKC')].map((form) => [...form].length));
}

function isShortFolded(bytes: number) {
  return z.refine<string>((text) => Buffer.byteLength(foldLogin(text)) <= bytes, `must be at most ${bytes} bytes`);
}
