import * as z from 'zod/mini';
import { brokenPasswordRule } from '../../../auth/password-rules.ts';
import { passwordMinLength } from '../../../config/password-settings.ts';
import { NewPassword } from '../../../domain/credentials.ts';
import { TREASURY } from '../../../domain/treasury.ts';

/**
 * The password that an operator gives the treasury: it keeps the rules of everybody's.
 * @param minLength the setting PASSWORD_MIN_LENGTH, as it is written
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
