import type { AttributeValue, Item } from '../../../lib/local/database/values/values.ts';

/** A number of an item; 0 if it is not there. */
export function number(value: AttributeValue | undefined): bigint {
  return BigInt(value?.N ?? 0);
}

/** A leg of a transfer: a debit is below zero. */
export interface StoredLeg {
  readonly wallet: string;
  readonly amount: bigint;
}

/** The payees of a payer's item. */
export function creditsOf({ to_id, amount, credits }: Item): StoredLeg[] {
  const list = credits?.L?.map(({ M }) => ({ wallet: M?.to_id?.S ?? '', amount: number(M?.amount) }));
  return list ?? [{ wallet: to_id?.S ?? '', amount: number(amount) }];
}

/** The legs of a payer's item, the debit first. */
export function legsOf(item: Item): StoredLeg[] {
  return [{ wallet: item.from_id?.S ?? '', amount: -number(item.amount) }, ...creditsOf(item)];
}

/** The name of what one wallet has of one transfer: a hold, a row, an entry. */
export function partOf(wallet: string, txId: string): string {
  return `${wallet} ${txId}`;
}

/** The transactions that hold in a wallet. */
export function holdsOf(wallet: Item | undefined): Readonly<Record<string, AttributeValue>> {
  return wallet?.holds?.M ?? {};
}
