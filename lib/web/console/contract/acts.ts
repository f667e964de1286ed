import * as z from 'zod/mini';
import { Requested } from './approvals.ts';
import { TxId, WalletId } from './values.ts';

/** The name with which a user logs in. */
export const Login = z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(200));
/** Minor units, without a sign. */
const Units = z.string().check(z.regex(/^\d{1,18}$/, 'must be an integer of minor units'));
const Currency = z.string().check(z.regex(/^[A-Z][A-Z0-9]{2,11}$/, 'must be a currency such as EUR'));

const user = <N extends string>(name: N) =>
  z.strictObject({ command: z.literal(name), arguments: z.strictObject({ login: Login }) });
const request = <A extends z.core.$ZodShape>(name: 'approve' | 'reject', more: A) =>
  z.strictObject({ command: z.literal(name), arguments: z.strictObject({ id: TxId, ...more }) });

/**
 * A command of the operators' program that the pages run. Arguments have the names that they have in the
 * operator log.
 */
export const Act = z.discriminatedUnion('command', [
  user('users block'),
  user('users unblock'),
  user('users end-sessions'),
  user('users remove-second-factor'),
  user('users delete'),
  z.strictObject({
    command: z.literal('users reset-password'),
    arguments: z.strictObject({
      login: Login,
      hours: z.optional(z.string().check(z.regex(/^\d{1,3}$/, 'must be a number of hours'))),
    }),
  }),
  z.strictObject({
    command: z.literal('wallets set-credit-limit'),
    arguments: z.strictObject({ wallet: WalletId, amount: Units }),
  }),
  z.strictObject({
    command: z.literal('wallets remove-approvals'),
    arguments: z.strictObject({ wallet: WalletId }),
  }),
  z.strictObject({
    command: z.literal('wallets stripe'),
    arguments: z.strictObject({
      wallet: WalletId,
      into: z.string().check(z.regex(/^[1-9]\d?$/, 'must be a number of stripes')),
    }),
  }),
  z.strictObject({
    command: z.literal('transfers reverse'),
    arguments: z.strictObject({ wallet: WalletId, TxID: TxId }),
  }),
  z.strictObject({
    command: z.literal('issue'),
    arguments: z.strictObject({ to: WalletId, amount: Units, currency: Currency }),
  }),
  z.strictObject({
    command: z.literal('retire'),
    arguments: z.strictObject({ from: WalletId, amount: Units, currency: Currency }),
  }),
  // The account itself is a matter of a deployment, and of a variable with a password.
  z.strictObject({
    command: z.literal('treasury create'),
    arguments: z.strictObject({ currency: Currency }),
  }),
  request('approve', { again: z.optional(z.literal('true')) }),
  request('reject', {}),
]);
export type Act = z.infer<typeof Act>;

/** How a command ended. */
export const ActDone = z.object({
  /** What it did: each result by the names of the command's JSON. Empty if it waits. */
  results: z.array(z.record(z.string(), z.string())),
  /** The request that waits for a second operator in its place. */
  waits: z.optional(Requested),
});
export type ActDone = z.infer<typeof ActDone>;
