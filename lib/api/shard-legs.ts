import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { fields } from './fields.ts';

/**
 * A transaction's id at a shard. The orchestrator chooses it. It is bounded, because it becomes
 * part of the wallet's item. It must not begin with `_`, because a JavaScript object has
 * `__proto__`.
 */
export const TransactionId = doc(
  z
    .string({ error: 'must be a string' })
    .check(z.regex(/^(?!_)[0-9A-Za-z_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _, and not begin with _')),
  'Id of a transaction, which the orchestrator chooses.',
  '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  { minLength: 1, maxLength: 64 },
);

/** The same in a response. */
export const transactionId = doc(z.string(), 'Id of a transaction.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P');

/** A transfer is one debit and 1 to 10 credits. */
const MAX_LEGS = 11;
const LIST_RULE = `must be a list of 1 to ${MAX_LEGS} legs`;

/** The legs of a transaction in a request for several of them. */
export function legList<T extends z.ZodMiniType<{ readonly wallet_id: string }>>(leg: T) {
  const areDistinct = (legs: readonly { readonly wallet_id: string }[]) =>
    new Set(legs.map(({ wallet_id }) => wallet_id)).size === legs.length;
  return doc(
    z
      .array(leg, { error: (issue) => (issue.input === undefined ? 'is required' : LIST_RULE) })
      .check(
        z.minLength(1, LIST_RULE),
        z.maxLength(MAX_LEGS, LIST_RULE),
        z.refine(areDistinct, 'must have distinct wallets'),
      ),
    'Legs of the transaction, of distinct wallets of this shard.',
  );
}

const Refused = z.object({
  wallet_id: fields.walletId,
  code: doc(z.string(), 'The error of this leg.', 'insufficient_funds'),
  shard: doc(
    z.optional(z.int().check(z.nonnegative())),
    'The shard to ask next. Only `wallet_moving` and `wallet_moved` have it.',
  ),
});

/**
 * The response to a request for one leg, and to one for a list of legs: there, each leg has its
 * status, or the code of the error that it would have alone.
 * @param more what else the response says of a leg
 */
export function done<const S extends string, M extends z.core.$ZodShape>(
  name: string,
  statuses: readonly S[],
  more: M,
) {
  const status = z.enum(statuses);
  const Done = z.object({ wallet_id: fields.walletId, status, ...more });
  return {
    One: component(name, z.object({ transaction_id: transactionId, wallet_id: fields.walletId, status, ...more })),
    Legs: component(
      `${name}Legs`,
      z.object({ transaction_id: transactionId, legs: z.array(z.union([Done, Refused])) }),
    ),
  };
}
