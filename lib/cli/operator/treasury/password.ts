import * as z from 'zod/mini';
import { brokenPasswordRule } from '../../../auth/password-rules.ts';
import { passwordMinLength } from '../../../config/password-settings.ts';
import { NewPassword } from '../../../domain/credentials.ts';
import { TREASURY } from '../../../domain/treasury.ts';

/**
 * The schema of the treasury's password: the rules are those of any user's password.
 * @param minLength the setting PASSWORD_MIN_LENGTH as text
 */
export function treasuryPassword(minLength: string | undefined) {
  const minCharacters = passwordMinLength.safeParse(minLength).data;
  return NewPassword.check(
    z.superRefine((password, context) => {
      const broken = brokenPasswordRule(password, TREASURY.login, minCharacters);
      if (broken !== undefined) context.addIssue(broken);
    }),
  );
}
