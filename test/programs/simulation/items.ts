import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { AttributeValue, Item } from '../../../lib/local/database/values/values.ts';

/** A number of an item; 0 if it is not there. */
export function number(value: AttributeValue | undefined): bigint {
  return BigInt(value?.N ?? 0);
}

/** A leg of a transfer: a debit is below zero. */
export interface StoredLeg {
  readonly wallet: string;
  readonly amount: bigint;
  /** Of a credit: the stripe that takes it, if it is not on the main item. */
  readonly stripe?: string | undefined;
}

/** The payees of a payer's item, with what was asked for. */
export function plannedCreditsOf({ to_id, stripe, amount, credits }: Item): StoredLeg[] {
  const list = credits?.L?.map(({ M }) => ({
    wallet: M?.to_id?.S ?? '',
    amount: number(M?.amount),
    stripe: M?.stripe?.N,
  }));
  return list ?? [{ wallet: to_id?.S ?? '', amount: number(amount), stripe: stripe?.N }];
}

/** An item of the journal, under its wallet: the row of a credit on a stripe is in a partition of its own. */
export function underItsWallet(item: Item): Item {
  const { walletId, stripe } = placeOfItem(item.from_id?.S ?? '');
  return stripe === undefined ? item : { ...item, from_id: { S: walletId } };
}

/** The same, the debit first. */
export function plannedLegsOf(item: Item): StoredLeg[] {
  return [{ wallet: item.from_id?.S ?? '', amount: -number(item.amount) }, ...plannedCreditsOf(item)];
}

/** The legs of a payer's item, the debit first: what they move if it is committed. */
export function legsOf(item: Item): StoredLeg[] {
  const captured = item.decision?.S === 'COMMIT' ? item.capture?.M?.amount : undefined;
  if (!captured) return plannedLegsOf(item);
  return plannedLegsOf(item).map((leg) => ({
    ...leg,
    amount: leg.amount < 0n ? -number(captured) : number(captured),
  }));
}

export function creditsOf(item: Item): StoredLeg[] {
  return legsOf(item).slice(1);
}

/** The id under which a shard knows a leg of a transfer: each attempt to capture one has its own. */
export function transactionOf(item: Item, { amount }: StoredLeg): string {
  const id = item.tx_id?.S ?? '';
  return item.manual && amount > 0n ? `${id}-${item.capture?.M?.n?.N}` : id;
}

/** The transfer of a transaction of a shard. */
export function transferOf(transactionId: string): string {
  return transactionId.slice(0, 26);
}

/** The name of what one wallet has of one transfer: a hold, a row, an entry. */
export function partOf(wallet: string, txId: string): string {
  return `${wallet} ${txId}`;
}

/** The transactions that hold in a wallet. */
export function holdsOf(wallet: Item | undefined): Readonly<Record<string, AttributeValue>> {
  return { ...inFlightOf(wallet), ...authorisedOf(wallet) };
}

/** Those of transfers in flight. */
export function inFlightOf(wallet: Item | undefined): Readonly<Record<string, AttributeValue>> {
  return wallet?.holds?.M ?? {};
}

/** The debits of authorised transfers. */
export function authorisedOf(wallet: Item | undefined): Readonly<Record<string, AttributeValue>> {
  return wallet?.authorised?.M ?? {};
}
