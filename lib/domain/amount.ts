import * as z from 'zod/mini';

/** The most digits of an amount. */
export const MAX_AMOUNT_DIGITS = 18;
const RULE = `must be a positive whole number of minor units, at most ${MAX_AMOUNT_DIGITS} digits, as a string of digits or a safe integer`;

const Digits = z.string().check(z.regex(/^(?!0+$)[0-9]{1,18}$/, RULE));
const Integer = z.pipe(z.int().check(z.positive(RULE)), z.transform(String));

/**
 * An amount of money in minor units, from 1 to 10^18 - 1. It is a string of digits or a safe JSON
 * integer, never a float.
 */
export const Amount = z
  .pipe(
    z.union([Digits, Integer], { error: (issue) => (issue.input === undefined ? 'is required' : RULE) }),
    z.transform((digits) => BigInt(digits)),
  )
  .check(
    z.refine((amount) => amount > 0n && amount.toString().length <= MAX_AMOUNT_DIGITS, RULE),
    z.meta({
      description: 'Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.',
      example: '50',
    }),
  );

const LIMIT_RULE = `must be a whole number of minor units, 0 or more, at most ${MAX_AMOUNT_DIGITS} digits, as a string of digits or a safe integer`;
const Zero = z.pipe(
  z.union([z.literal('0'), z.literal(0)]),
  z.transform(() => 0n),
);

/** As `Amount`, or 0. */
export const AmountOrZero = z.union([Zero, Amount], { error: LIMIT_RULE }).check(
  z.meta({
    description: 'Whole minor units, 0 or more. Send a string of digits, or a JSON integer up to 2^53 - 1.',
    example: '500',
  }),
);

const SIGNED_RULE = 'must be a signed amount such as "-50" or "+50"';
const SignedDigits = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : SIGNED_RULE) })
  .check(z.regex(/^[+-](?!0+$)[0-9]{1,18}$/, SIGNED_RULE));

/** An amount with its sign, as shards take it: "-50" leaves the wallet, "+50" enters it. */
export const SignedAmount = z
  .pipe(
    SignedDigits,
    z.transform((text) => BigInt(text.replace('+', ''))),
  )
  .check(
    z.meta({
      description: 'Whole minor units with a sign. It is negative if the money leaves the wallet.',
      example: '-50',
    }),
  );

/** Formats an amount with its sign, as the API shows a transaction from one wallet's side. */
export function formatSigned(amount: bigint): string {
  return amount > 0n ? `+${amount}` : amount.toString();
}
