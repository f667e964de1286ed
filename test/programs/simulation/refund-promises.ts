import type { Item } from '../../../lib/local/database/values/values.ts';
import { creditsOf, number, partOf } from './items.ts';

const CLAIM = /^refund_([0-9A-Z]{26})$/;
const OF_REFUNDS = /^(refund_|refundable$)/;

/** What the refunds of a payment claim on a row, or are linked as in the payer's item. */
export function claimsOn(item: Item | undefined): ReadonlyMap<string, bigint> {
  const found = Object.entries(item ?? {}).flatMap(([name, value]) => {
    const id = CLAIM.exec(name)?.[1];
    return id === undefined ? [] : [[id, number(value)] as const];
  });
  return new Map(found);
}

/** Whether a write of a payee's row changes what it has of refunds, and nothing else. */
export function changesRefundsOnly(before: Item, after: Item): boolean {
  const split = (item: Item, ofRefunds: boolean) =>
    JSON.stringify(
      Object.entries(item)
        .filter(([name]) => OF_REFUNDS.test(name) === ofRefunds)
        .sort(),
    );
  return split(before, false) === split(after, false) && split(before, true) !== split(after, true);
}

/** What a reversal gives back: the share of one payee of a transfer. */
interface Reversed {
  readonly payee: string;
  readonly txId: string;
}

/** Checks each write of the journal: refunds and reversals never give back more than was received. */
export class RefundPromises {
  readonly #break: (what: string) => void;
  /** The payees' rows, and the payers' items. */
  readonly #rows = new Map<string, Item>();
  readonly #transfers = new Map<string, Item>();
  /** What the refunds that were decided to happen give back, by the row of their payment. */
  readonly #decided = new Map<string, bigint>();
  /** What operators reverse, by the ids of their reversals. */
  readonly #reversals = new Map<string, Reversed>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** An operator reverses a share, by a transfer of this id. */
  reverses(reversalId: string, reversed: Reversed): void {
    this.#reversals.set(reversalId, reversed);
  }

  /** An item of the journal changes. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    if (!after) return;
    const id = after.tx_id?.S ?? '';
    if (after.payer_id) this.#onRow(partOf(after.from_id?.S ?? '', id), before, after);
    else {
      this.#transfers.set(id, after);
      const givesBack = after.refund_of ?? this.#reversals.get(id);
      if (givesBack && after.decision?.S === 'COMMIT' && !before?.decision) this.#onCommit(id, after);
    }
  }

  /** Each refund that happened is on both sides of its payment, and no other is. */
  atTheEnd(): void {
    for (const [id, refund] of this.#transfers) {
      const paymentId = refund.refund_of?.S;
      if (paymentId === undefined) continue;
      const happened = refund.status?.S === 'SUCCESSFUL' ? number(refund.amount) : undefined;
      const row = claimsOn(this.#rows.get(partOf(refund.from_id?.S ?? '', paymentId)));
      const link = claimsOn(this.#transfers.get(paymentId));
      if (row.get(id) !== happened) this.#break(`refund ${id} is ${refund.status?.S}, and its claim is ${row.get(id)}`);
      if (link.get(id) !== happened)
        this.#break(`refund ${id} is ${refund.status?.S}, and its link is ${link.get(id)}`);
    }
  }

  #onRow(part: string, before: Item | undefined, row: Item): void {
    this.#rows.set(part, row);
    const claims = claimsOn(row);
    const claimed = [...claims.values()].reduce((sum, amount) => sum + amount, 0n);
    const received = number(row.amount);
    const left = row.refundable === undefined ? received : number(row.refundable);
    if (left < 0n || left + claimed !== received)
      this.#break(`of ${received} received by ${part}, ${claimed} are claimed and ${left} are left`);
    for (const id of claimsOn(before).keys())
      if (!claims.has(id) && this.#transfers.get(id)?.decision?.S !== 'ABORT')
        this.#break(`the claim of refund ${id} is gone, and it is not aborted`);
  }

  #onCommit(id: string, refund: Item): void {
    const { payee = refund.from_id?.S, txId = refund.refund_of?.S } = this.#reversals.get(id) ?? {};
    const part = partOf(payee ?? '', txId ?? '');
    const row = this.#rows.get(part);
    const amount = number(refund.amount);
    const decided = (this.#decided.get(part) ?? 0n) + amount;
    this.#decided.set(part, decided);
    if (claimsOn(row).get(id) !== amount) this.#break(`refund ${id} is committed without its claim`);
    if (decided > number(row?.amount))
      this.#break(`${decided} of ${number(row?.amount)} received by ${part} are refunded`);
    if (creditsOf(refund)[0]?.wallet !== row?.payer_id?.S) this.#break(`refund ${id} does not go to the payer`);
  }
}
