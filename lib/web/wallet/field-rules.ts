import { RULE_TEXTS } from '../texts/fields.ts';
import { LABELS } from '../texts/labels.ts';
import { isVisible } from './visible.ts';

/** The rule that a text breaks, or undefined. The first rule that the API would name. */
export type Check = (text: string) => string | undefined;

const MAX_LOGIN_BYTES = 256;
/** Older logins may be longer than new ones. */
const MAX_OLD_LOGIN_BYTES = 2_014;
const MAX_PASSWORD_BYTES = 72;
const MIN_PASSWORD_CHARACTERS = 8;
/** A login of fewer characters may be in the password. */
const MIN_LOGIN_IN_PASSWORD = 4;
const MAX_REFERENCE_CHARACTERS = 64;
const MAX_NOTE_CHARACTERS = 256;
const MAX_NAME_CHARACTERS = 60;
const MAX_VALUE_CHARACTERS = 500;

const charactersOf = (text: string) => [...text].length;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const composed = (text: string) => text.normalize('NFKC');
const hasControl = (text: string) => /\p{Cc}|\p{Cs}/u.test(text);
const folded = (login: string) => composed(composed(login).toUpperCase().toLowerCase());

const loginUpTo =
  (bytes: number, isNew: boolean): Check =>
  (text) => {
    if (charactersOf(text) < 3 || charactersOf(text) > 64) return RULE_TEXTS.loginLength;
    if (hasControl(text)) return RULE_TEXTS.control;
    if (text !== text.trim()) return RULE_TEXTS.spaceAtEnds;
    if (isNew && !isVisible(text)) return RULE_TEXTS.invisible;
    return bytesOf(folded(text)) > bytes ? RULE_TEXTS.bytes(bytes) : undefined;
  };

const optionalText =
  (characters: number): Check =>
  (text) => {
    if (charactersOf(text.normalize('NFC')) > characters) return RULE_TEXTS.characters(characters);
    if (hasControl(text)) return RULE_TEXTS.control;
    return isVisible(text) ? undefined : RULE_TEXTS.invisible;
  };

const optionalLine =
  (characters: number): Check =>
  (text) =>
    optionalText(characters)(text) ?? (text === text.trim() ? undefined : RULE_TEXTS.spaceAtEnds);

/**
 * The rules that the API has for each field, so that a form can name a broken one before it sends
 * anything. The API checks all of them again.
 */
export const CHECKS = {
  newLogin: loginUpTo(MAX_LOGIN_BYTES, true),
  login: loginUpTo(MAX_OLD_LOGIN_BYTES, false),
  /** The API also refuses common passwords, sequences, and what a stage finds too short. */
  newPassword: (text) => {
    if (Math.min(charactersOf(text), charactersOf(composed(text))) < MIN_PASSWORD_CHARACTERS) {
      return RULE_TEXTS.passwordLength;
    }
    if (bytesOf(composed(text)) > MAX_PASSWORD_BYTES) return RULE_TEXTS.bytes(MAX_PASSWORD_BYTES);
    return hasControl(text) || text.includes('\ufffd') ? RULE_TEXTS.control : undefined;
  },
  password: (text) => {
    if (charactersOf(text) < MIN_PASSWORD_CHARACTERS) return RULE_TEXTS.passwordLength;
    const fits = [text, composed(text)].some((form) => bytesOf(form) <= MAX_PASSWORD_BYTES);
    if (!fits) return RULE_TEXTS.bytes(MAX_PASSWORD_BYTES);
    return text.includes('\0') ? RULE_TEXTS.control : undefined;
  },
  walletId: (text) => (/^[0-9]{1,512}$/.test(text) ? undefined : RULE_TEXTS.walletId),
  /** In minor units, as `parseAmount` reads them. */
  amount: (text) => (/^(?!0+$)[0-9]{1,18}$/.test(text) ? undefined : RULE_TEXTS.amount),
  currency: (text) => (/^[A-Z][A-Z0-9]{2,11}$/.test(text) ? undefined : RULE_TEXTS.currency),
  /** An empty reference or note is none. */
  reference: optionalLine(MAX_REFERENCE_CHARACTERS),
  note: optionalText(MAX_NOTE_CHARACTERS),
  /** An empty name is none. */
  walletName: optionalLine(MAX_NAME_CHARACTERS),
  metadataKey: (text) => (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/.test(text) ? undefined : LABELS.rules.key),
  metadataValue: optionalText(MAX_VALUE_CHARACTERS),
} as const satisfies Record<string, Check>;

/** The rules of a registration. A password must not have the login in it. */
export function brokenCredentials(login: string, password: string): { login?: string; password?: string } {
  const ofLogin = CHECKS.newLogin(login);
  const contains = charactersOf(folded(login)) >= MIN_LOGIN_IN_PASSWORD && folded(password).includes(folded(login));
  const ofPassword = CHECKS.newPassword(password) ?? (contains ? RULE_TEXTS.containsLogin : undefined);
  return { ...(ofLogin && { login: ofLogin }), ...(ofPassword && { password: ofPassword }) };
}
