import { foldLogin } from '../domain/credentials.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** A shorter login, `ann`, is part of too many words. */
const SHORTEST_LOGIN_TO_AVOID = 4;

const common: ReadonlySet<string> = new Set(COMMON_PASSWORDS.trim().split(/\s+/));

/**
 * What makes a new password one of the first that somebody would try, by the list that NIST SP 800-63B asks for (3.1.1.2: breached
 * passwords, and words of the context such as the login), compared as logins are: without regard to case, width or composition.
 * It asks for no mixture of characters, as the same page says.
 * @returns the rule that it breaks, or undefined
 */
export function brokenPasswordRule(password: string, login: string): string | undefined {
  const folded = foldLogin(password);
  if (common.has(folded)) return 'must not be one of the most common passwords';
  const avoided = foldLogin(login);
  if ([...avoided].length >= SHORTEST_LOGIN_TO_AVOID && folded.includes(avoided)) return 'must not contain the login';
  return undefined;
}
