import { placeOfItem } from '../../../lib/domain/stripes.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { holdsOf, number, plannedCreditsOf } from './items.ts';
import type { Change, Items } from './wallet-places.ts';
import { inTransitOf } from './whole-item.ts';

/** What a wallet may spend from a time on. */
interface Spendable {
  readonly at: number;
  readonly amount: bigint;
}

/** How a debit ends that its wallet has too little for. */
const LACKS: ReadonlySet<string> = new Set([NOTES.notEnoughFunds, NOTES.belowMinimum]);

/**
 * Checks what a wallet in stripes promises beside all else. No debit is refused that the wallet could pay
 * all the time, however its money is spread. This holds for every wallet, in stripes or not.
 */
export class StripePromises {
  readonly #break: (what: string) => void;
  /** What each wallet may spend, since when. */
  readonly #spendable = new Map<string, Spendable[]>();
  /** When each transfer began, in ms since 1970. */
  readonly #begun = new Map<string, number>();
  /** Each transfer as its payer has it. */
  readonly #transfers = new Map<string, Item>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** A wallet changes. */
  onWallet({ after, item, items }: Change): void {
    const walletId = after?.wallet_id?.S ?? '';
    if (!after?.spendable) return;
    const known = this.#spendable.get(walletId) ?? [];
    known.push({ at: Date.now(), amount: number(after.spendable) });
    this.#spendable.set(walletId, known);
    const id = item.after?.wallet_id?.S ?? '';
    if (placeOfItem(id).stripe !== undefined) this.#checkStripe(id, item.after);
    this.#checkTransit(walletId, items);
  }

  /** An item of the journal changes, under its wallet. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    if (!after || after.payer_id) return;
    const id = after.tx_id?.S ?? '';
    this.#transfers.set(id, after);
    if (after.processing_at && !this.#begun.has(id)) this.#begun.set(id, Date.now());
    if (after.decision?.S !== 'ABORT' || before?.decision || !LACKS.has(after.note?.S ?? '')) return;
    const walletId = after.from_id?.S ?? '';
    const least = this.#leastSince(walletId, this.#begun.get(id) ?? Date.now());
    if (least !== undefined && least >= number(after.amount))
      this.#break(`${id} is refused ${number(after.amount)}, and wallet ${walletId} had ${least} all the time`);
  }

  /** An item of the journal is written. The row of a payee is where the stripe of its credit says. */
  onRow(item: Item): void {
    const { walletId, stripe } = placeOfItem(item.from_id?.S ?? '');
    const transfer = this.#transfers.get(item.tx_id?.S ?? '');
    if (!item.payer_id || !transfer) return;
    const credit = plannedCreditsOf(transfer).find(({ wallet }) => wallet === walletId);
    if (credit && credit.stripe !== (stripe === undefined ? undefined : String(stripe)))
      this.#break(`the row of payee ${walletId} is in the partition of stripe ${stripe}, not ${credit.stripe}`);
  }

  #checkStripe(id: string, stripe: Item | undefined): void {
    if (number(stripe?.spendable) < 0n) this.#break(`stripe ${id} has given more than it had`);
    if (Object.values(holdsOf(stripe)).some(({ M }) => number(M?.rollback_adds) > 0n))
      this.#break(`a debit is held on stripe ${id}`);
  }

  #checkTransit(walletId: string, { main, stripes }: Readonly<Items>): void {
    if (!main) return;
    for (const [n, stripe] of stripes)
      if (inTransitOf(main, stripe, n) < 0n)
        this.#break(`wallet ${walletId} has taken more of stripe ${n} than it gave`);
  }

  /** The least that the wallet might spend since then; undefined if it was not there. */
  #leastSince(walletId: string, from: number): bigint | undefined {
    const known = this.#spendable.get(walletId) ?? [];
    const first = known.findLastIndex(({ at }) => at < from);
    const since = known.slice(Math.max(0, first)).map(({ amount }) => amount);
    return since.reduce<bigint | undefined>(
      (least, one) => (least === undefined || one < least ? one : least),
      undefined,
    );
  }
}
