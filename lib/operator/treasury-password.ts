import * as z from 'zod/mini';
import { brokenPasswordRule } from '../auth/password-rules.ts';
import { Password } from '../domain/credentials.ts';
import { TREASURY } from '../domain/treasury.ts';

/** The password that an operator gives the treasury: it keeps the rules of everybody's. */
export const TreasuryPassword = Password.check(
  z.superRefine((password, context) => {
    const broken = brokenPasswordRule(password, TREASURY.login);
    if (broken !== undefined) context.addIssue(broken);
  }),
);
