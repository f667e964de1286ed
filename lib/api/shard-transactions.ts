import * as z from 'zod/mini';
import { formatSigned, SignedAmount } from '../domain/amount.ts';
import { Currency } from '../domain/currency.ts';
import { Deadline } from '../domain/deadline.ts';
import { doc } from '../domain/doc.ts';
import { MAX_STRIPES } from '../domain/stripes.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { ELSEWHERE, shardRoute } from './route.ts';
import { done, legList, TransactionId } from './shard-legs.ts';

const Reserved = done('Reserved', ['held'], {});
const Committed = done('Committed', ['committed', 'already applied'], {});
const RolledBack = done('RolledBack', ['rolled back', 'already applied'], {
  absent: doc(
    z.optional(z.literal(true)),
    'This shard has no such wallet. The transaction is settled only if the directory names this shard.',
    true,
  ),
});
export type Reserved = z.infer<typeof Reserved.One>;
export type Committed = z.infer<typeof Committed.One>;
export type RolledBack = z.infer<typeof RolledBack.One>;

const BY_LEG = 'With `legs`, the response is 200, and has a status or an error code for each leg.';

/** A request that follows the reserve of one leg. */
const reserved = { transaction_id: '$response.body#/transaction_id', wallet_id: '$response.body#/wallet_id' };

const STRIPE_RULE = `must be from 1 to ${MAX_STRIPES}`;

const DebitHeld = doc(
  z.boolean('must be true or false'),
  'For credits: whether the debit of the same transaction is held.',
  true,
);
const currency = doc(z.optional(Currency), 'The currency of the transaction. Without it, `XXX`.', 'EUR');
const Authorisation = doc(
  z.boolean('must be true or false'),
  'For debits: whether it is held until a capture, maybe for weeks. Such holds have 100 places of their own.',
  true,
);
const Approval = doc(
  z.boolean('must be true or false'),
  'For debits with `authorisation`: whether a second person approves it before it is committed.',
  true,
);
const Stripe = doc(
  z.int('must be a whole number').check(z.gte(1, STRIPE_RULE), z.lte(MAX_STRIPES, STRIPE_RULE)),
  'For credits: the stripe of the wallet that takes it. Without it, the item of the wallet itself.',
  3,
);
const toReserve = {
  wallet_id: WalletId,
  stripe: z.optional(Stripe),
  amount: SignedAmount,
  debit_held: z.optional(DebitHeld),
  authorisation: z.optional(Authorisation),
  approval: z.optional(Approval),
};

interface OfItem {
  readonly amount?: bigint | undefined;
  readonly stripe?: number | undefined;
}

/** Debits are on the item of the wallet itself, whose limits they are within. */
const isOnItsItem = z.refine<OfItem>(
  ({ amount, stripe }) => stripe === undefined || amount === undefined || amount > 0n,
  { path: ['stripe'], error: 'must be of a credit' },
);

export const reserve = shardRoute({
  route: 'POST /api/reserve',
  operationId: 'reserve',
  summary: 'Hold an amount for a transaction',
  description: `A debit lowers the available balance. Repeating the same request succeeds. The same transaction with other values is an error (409). A wallet has room for 200 holds. A credit may take the first 100, or all of them with \`debit_held\`. Debits with \`authorisation\` have 100 places more. A wallet in another currency than the transaction holds nothing. A freeze refuses its side. The minimum balance and the limits refuse debits. A debit above the amount from which the wallet needs an approval is refused without \`approval\`. ${BY_LEG}`,
  input: z.object({
    body: z.union([
      z.strictObject({ transaction_id: TransactionId, ...toReserve, deadline: Deadline, currency }).check(isOnItsItem),
      z.strictObject({
        transaction_id: TransactionId,
        legs: legList(z.strictObject(toReserve).check(isOnItsItem)),
        deadline: Deadline,
        currency,
      }),
    ]),
  }),
  granted: ({ body }) => {
    const { transaction_id, currency } = body;
    const granted = { transaction_id, deadline: String(body.deadline), currency };
    if ('legs' in body) {
      return { ...granted, legs: body.legs.map((leg) => ({ ...leg, amount: formatSigned(leg.amount) })) };
    }
    const { wallet_id, stripe, amount, authorisation, approval } = body;
    return { ...granted, wallet_id, stripe, amount: formatSigned(amount), authorisation, approval };
  },
  responses: {
    200: {
      description: 'The amount is held.',
      body: z.union([Reserved.One, Reserved.Legs]),
      links: {
        commit: { operationId: 'commit', requestBody: { ...reserved, amount: '$request.body#/amount' } },
        rollback: { operationId: 'rollback', requestBody: { ...reserved, deadline: '$request.body#/deadline' } },
      },
    },
  },
  errors: [
    'no_such_wallet',
    'wrong_currency',
    'insufficient_funds',
    'transaction_mismatch',
    'transaction_settled',
    'wallet_closed',
    'wallet_frozen',
    'payment_limit_exceeded',
    'approval_required',
    'daily_limit_exceeded',
    'below_minimum_balance',
    'deadline_passed',
    'too_many_open_transactions',
    ...ELSEWHERE,
  ],
});

const Held = doc(
  SignedAmount,
  'For debits: the amount of the hold, if it is not taken whole. The rest is given back.',
  '-80',
);

interface Taken {
  readonly amount?: bigint | undefined;
  readonly held?: bigint | undefined;
}

/** Nothing but a debit can be taken in part, and never more than is held. */
const takesFromHold = z.refine<Taken>(
  ({ amount, held }) => held === undefined || (amount !== undefined && held <= amount && amount < 0n),
  { path: ['held'], error: 'must be a debit, with an amount that is no larger' },
);

const formatted = ({ amount, held }: Taken) => ({
  amount: amount === undefined ? undefined : formatSigned(amount),
  held: held === undefined ? undefined : formatSigned(held),
});

export const commit = shardRoute({
  route: 'POST /api/commit',
  operationId: 'commit',
  summary: 'Commit a transaction',
  description: `Ends the hold and applies the amount to the balance. Without \`amount\` it is that of the hold. ${BY_LEG}`,
  input: z.object({
    body: z.union([
      z
        .strictObject({
          transaction_id: TransactionId,
          wallet_id: WalletId,
          stripe: z.optional(Stripe),
          amount: z.optional(SignedAmount),
          held: z.optional(Held),
        })
        .check(takesFromHold, isOnItsItem),
      z.strictObject({
        transaction_id: TransactionId,
        legs: legList(
          z
            .strictObject({
              wallet_id: WalletId,
              stripe: z.optional(Stripe),
              amount: SignedAmount,
              held: z.optional(Held),
            })
            .check(takesFromHold, isOnItsItem),
        ),
      }),
    ]),
  }),
  granted: ({ body }) => {
    const { transaction_id } = body;
    if ('legs' in body) {
      return {
        transaction_id,
        legs: body.legs.map(({ wallet_id, stripe, ...leg }) => ({ wallet_id, stripe, ...formatted(leg) })),
      };
    }
    return { transaction_id, wallet_id: body.wallet_id, stripe: body.stripe, ...formatted(body) };
  },
  responses: {
    200: {
      description: 'Committed by this request or an earlier one.',
      body: z.union([Committed.One, Committed.Legs]),
    },
  },
  errors: ['no_such_wallet', 'transaction_mismatch', ...ELSEWHERE],
});

/** An orchestrator of the version before never says it: its rollbacks leave a fence on any shard without the wallet. */
const Fence = doc(
  z.literal(false, 'must be false'),
  'Leave nothing if this shard has no such wallet: it is elsewhere, or on its way. Without it, a fence.',
  false,
);

export const rollback = shardRoute({
  route: 'POST /api/rollback',
  operationId: 'rollback',
  summary: 'Roll back a transaction',
  description: `Ends the hold and leaves the balance as it is. A later reserve of the same transaction is an error (409). ${BY_LEG}`,
  input: z.object({
    body: z.union([
      z.strictObject({
        transaction_id: TransactionId,
        wallet_id: WalletId,
        stripe: z.optional(Stripe),
        fence: z.optional(Fence),
        deadline: Deadline,
      }),
      z.strictObject({
        transaction_id: TransactionId,
        legs: legList(z.strictObject({ wallet_id: WalletId, stripe: z.optional(Stripe), fence: z.optional(Fence) })),
        deadline: Deadline,
      }),
    ]),
  }),
  granted: ({ body }) => ({ ...body, deadline: String(body.deadline) }),
  responses: {
    200: {
      description: 'Rolled back by this request or an earlier one.',
      body: z.union([RolledBack.One, RolledBack.Legs]),
    },
  },
  errors: [...ELSEWHERE],
});
