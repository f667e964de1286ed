/** The most payees of one transfer. */
export const MAX_PAYEES = 10;

/** What one payee of a transfer receives. */
export interface Credit {
  readonly toId: string;
  readonly amount: bigint;
  /** The stripe of the wallet that receives it, from the acceptance on; absent: the wallet's own item. */
  readonly stripe?: number | undefined;
}

/** One wallet's part in a transfer: a negative amount is the debit, a positive one a credit. */
export interface Leg {
  readonly walletId: string;
  readonly amount: bigint;
  /** Of a credit: the stripe of the wallet, if it is on one. */
  readonly stripe?: number | undefined;
}

/** A transfer as far as its legs go. */
export interface Legs {
  readonly fromId: string;
  readonly amount: bigint;
  readonly credits: readonly Credit[];
  /** What was captured of it, if less: what its two legs move. */
  readonly captured?: bigint | undefined;
}

/** The legs of a transfer: the debit first, then the credits in their order. */
export function legsOf({ fromId, amount, credits, captured }: Legs): Leg[] {
  const debit = { walletId: fromId, amount: -(captured ?? amount) };
  const [payee, ...others] = creditLegsOf({ credits });
  if (captured === undefined) return [debit, ...(payee ? [payee, ...others] : [])];
  if (!payee) throw new Error('a captured transfer has no payee');
  return [debit, { ...payee, amount: captured }];
}

/** The legs of the payees, in the order of the credits. */
export function creditLegsOf({ credits }: Pick<Legs, 'credits'>): Leg[] {
  return credits.map(({ toId, amount, stripe }) => ({
    walletId: toId,
    amount,
    ...(stripe !== undefined && { stripe }),
  }));
}

/** The ids of the payees, in the order of the credits. */
export function payeesOf({ credits }: Pick<Legs, 'credits'>): string[] {
  return credits.map(({ toId }) => toId);
}

/** The payee, if there is only one. */
export function solePayeeOf({ credits }: Pick<Legs, 'credits'>): string | undefined {
  return credits.length === 1 ? credits[0]?.toId : undefined;
}

/**
 * Whether the credits are as much as the debit, and each is more than nothing. Otherwise the transfer
 * would make or lose money.
 */
export function addsUp({ amount, credits }: Pick<Legs, 'amount' | 'credits'>): boolean {
  const sum = credits.reduce((total, credit) => total + credit.amount, 0n);
  return sum === amount && amount > 0n && credits.every((credit) => credit.amount > 0n);
}

/** The amount from the wallet's side: minus for the payer, plus for a payee, 0 for another wallet. */
export function amountFor(walletId: string, { fromId, amount, credits }: Legs): bigint {
  if (walletId === fromId) return -amount;
  return credits.find(({ toId }) => toId === walletId)?.amount ?? 0n;
}
