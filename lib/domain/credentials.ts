import * as z from 'zod/mini';
import { NO_CONTROL, VISIBLE } from './text-pattern.ts';
import { visible } from './visible-text.ts';

const MAX_PASSWORD_BYTES = 72;
/** Of every stage; a stage may ask for more. */
export const MIN_PASSWORD_CHARACTERS = 8;
const TOO_SHORT = `must be at least ${MIN_PASSWORD_CHARACTERS} characters`;
/** Of the folded form: 64 characters of 4 bytes. Folding makes up to 33 bytes of a character. */
const MAX_LOGIN_BYTES = 256;
/** What a key of DynamoDB, 2,048 bytes, has left for a login in the table of throttles. Who has registered with a longer one than today may log in. */
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

/** What a user logs in with: 3 to 64 characters (not code units) without control characters or space at its ends. */
export const Login = login.check(isShortFolded(MAX_LOGIN_KEY_BYTES), described);

/** The login of a new user: that can be seen as a whole, and is short as a key of the database. */
export const NewLogin = login.check(visible, isShortFolded(MAX_LOGIN_BYTES), described);

const password = z.string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') });

const fits = z.refine<string>((text) => passwordForms(text).length > 0, `must be at most ${MAX_PASSWORD_BYTES} bytes`);

/**
 * A password that may be somebody's, as it may have been set before there were more rules: 8 characters to 72 bytes in UTF-8, as bcrypt
 * reads no further and would take two long ones for the same; without U+0000, at which it begins the password again.
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

/** The password of a new user: it is hashed in NFKC, which is also what its bytes are counted in. */
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

/** Those of a new user. */
export const NewCredentials = z.strictObject({ login: NewLogin, password: NewPassword });

/**
 * The form in which two logins are compared: "Ann", "ANN" and a full-width "Ａｎｎ" are one. Upper case first, so that letters with
 * two lower-case forms (σ and ς) meet.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The forms in which a password may have been hashed: in NFKC, in which devices that compose characters and devices that do not
 * agree, and as it is, as before 2026-11-25. Those that bcrypt would cut off are none.
 */
export function passwordForms(password: string): string[] {
  const forms = new Set([password.normalize('NFKC'), password]);
  return [...forms].filter((form) => Buffer.byteLength(form) <= MAX_PASSWORD_BYTES);
}

/** In characters, as it is written or as it is hashed: the shorter form counts. */
export function passwordLength(password: string): number {
  return Math.min(...[password, password.normalize('NFKC')].map((form) => [...form].length));
}

function isShortFolded(bytes: number) {
  return z.refine<string>((text) => Buffer.byteLength(foldLogin(text)) <= bytes, `must be at most ${bytes} bytes`);
}
