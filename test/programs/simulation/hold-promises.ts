import { RESERVE_WINDOW_MS } from '../../../lib/domain/deadline.ts';
import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { AttributeValue, Item } from '../../../lib/local/database/values/values.ts';
import { authorisedOf, creditsOf, holdsOf, number, partOf, plannedCreditsOf, transferOf } from './items.ts';
import { FINAL } from './journal-promises.ts';

/** How an authorised transfer ends without a capture. */
const ENDS: ReadonlySet<string> = new Set([NOTES.voided, NOTES.expired, NOTES.rejected, NOTES.notApproved]);

type Holds = Readonly<Record<string, AttributeValue>>;

/** Checks each write about transfers that are captured by their payees: one end, of what is held. */
export class HoldPromises {
  readonly #break: (what: string) => void;
  readonly #limits: HoldLimits;
  /** The payers' items of manual transfers. */
  readonly #transfers = new Map<string, Item>();
  readonly #rows = new Map<string, Item>();
  /** What each wallet holds for a transaction. */
  readonly #held = new Map<string, AttributeValue>();
  readonly #voided = new Set<string>();

  constructor(limits: HoldLimits, broken: (what: string) => void) {
    this.#limits = limits;
    this.#break = broken;
  }

  /** A client was told that the transfer is voided. */
  toldVoided(id: string): void {
    this.#voided.add(id);
  }

  /** What an authorised transfer holds stays, until it is decided. */
  onWallet(before: Item | undefined, after: Item | undefined): void {
    const wallet = after?.wallet_id?.S ?? '';
    const [held, holds]: [Holds, Holds] = [holdsOf(before), holdsOf(after)];
    for (const tx of Object.keys(held)) if (!(tx in holds)) this.#onEnd(wallet, tx);
    for (const [tx, hold] of Object.entries(holds)) if (!(tx in held)) this.#onHold(after, wallet, tx, hold);
  }

  #onEnd(wallet: string, tx: string): void {
    this.#held.delete(partOf(wallet, tx));
    const transfer = this.#transfers.get(transferOf(tx));
    if (!transfer?.authorised_at || transfer.decision) return;
    const capture = transfer.capture?.M;
    if (tx === transferOf(tx)) this.#break(`${tx} is authorised, and its debit is not held any more`);
    else if (capture?.state?.S === 'HOLDING' && tx.endsWith(`-${capture.n?.N}`))
      this.#break(`the credit of ${tx} is gone, and may be committed`);
  }

  #onHold(item: Item | undefined, wallet: string, tx: string, hold: AttributeValue): void {
    this.#held.set(partOf(wallet, tx), hold);
    const isDebit = number(hold.M?.rollback_adds) > 0n;
    const authorised = authorisedOf(item);
    if (isDebit && this.#transfers.has(tx) && !(tx in authorised))
      this.#break(`the authorised ${tx} takes a place of the transfers in flight`);
    if (Object.keys(authorised).length > this.#limits.authorised)
      this.#break(`wallet ${wallet} has more than ${this.#limits.authorised} authorised transfers`);
  }

  /** An item of the journal changes. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    if (!after) return;
    const id = after.tx_id?.S ?? '';
    // The row of a payment that was approved does not say that it was held.
    if (after.payer_id) this.#rows.set(partOf(after.from_id?.S ?? '', id), after);
    if (after.payer_id || !after.manual) return;
    this.#transfers.set(id, after);
    if (!before) return;
    if (after.authorised_at && !before.authorised_at) this.#onAuthorised(id, before, after);
    if (before.authorised_at && before.authorised_at.S !== after.authorised_at?.S)
      this.#break(`the authorisation of ${id} changed`);
    this.#checkCapture(id, before, after);
    if (after.decision && !before.decision) this.#onDecision(id, before, after);
    if (before.decision && before.note?.S !== after.note?.S)
      this.#break(`${id} ended ${before.note?.S}, and then ${after.note?.S}`);
  }

  #onAuthorised(id: string, before: Item, after: Item): void {
    if (before.decision) this.#break(`${id} is authorised, and was decided ${before.decision.S}`);
    if (!this.#held.has(partOf(after.from_id?.S ?? '', id))) this.#break(`${id} is authorised without its debit`);
  }

  #checkCapture(id: string, before: Item, after: Item): void {
    const [was, is] = [before.capture?.M, after.capture?.M];
    if (!was && !is) return;
    if (was && is) {
      if (['n', 'amount', 'deadline'].some((name) => was[name]?.N !== is[name]?.N))
        this.#break(`the claim ${was.n?.N} of ${id} changed`);
      if (was.state?.S === 'RELEASING' && is.state?.S !== 'RELEASING')
        this.#break(`the attempt ${was.n?.N} of ${id} is given up, and goes on`);
      return;
    }
    if (before.decision) this.#break(`the claim on ${id} changed after its decision`);
    if (was) {
      if (was.state?.S !== 'RELEASING') this.#break(`the claim ${was.n?.N} of ${id} is gone, and not given up`);
      if (this.#credit(id, before, was.n?.N)) this.#break(`the claim ${was.n?.N} of ${id} is gone, and holds`);
      return;
    }
    if (!before.authorised_at) this.#break(`${id} is captured before it is authorised`);
    if (number(is?.n) !== number(before.captures) + 1n) this.#break(`${id} has a second attempt ${is?.n?.N}`);
    const amount = number(is?.amount);
    if (amount <= 0n || amount > number(after.amount)) this.#break(`${amount} of ${number(after.amount)} are captured`);
    if (Number(is?.deadline?.N) - RESERVE_WINDOW_MS >= Date.parse(after.expires_at?.S ?? ''))
      this.#break(`${id} is captured after it has expired`);
  }

  #onDecision(id: string, before: Item, after: Item): void {
    const capture = before.capture?.M;
    const isHolding = capture?.state?.S === 'HOLDING';
    if (after.decision?.S === 'COMMIT') {
      const hold = this.#credit(id, before, capture?.n?.N);
      if (!isHolding) this.#break(`${id} is committed without an attempt`);
      if (!hold || number(hold.M?.commit_adds) !== number(capture?.amount))
        this.#break(`${id} is committed without its credit`);
      return;
    }
    if (!after.authorised_at) return;
    const note = after.note?.S;
    const ends = ENDS.has(note ?? '');
    if (ends && isHolding) this.#break(`${id} is ${note}, and a capture stands`);
    if (!ends && (!isHolding || after.outcome?.S !== 'INVALID'))
      this.#break(`the authorised ${id} is taken back by nobody: ${note}`);
    if (
      (note === NOTES.expired || note === NOTES.notApproved) &&
      Date.parse(after.decided_at?.S ?? '') < Date.parse(after.expires_at?.S ?? '')
    )
      this.#break(`${id} expires before its time`);
  }

  /** What the payee's wallet holds for an attempt. */
  #credit(id: string, item: Item, n: string | undefined): AttributeValue | undefined {
    const [credit] = plannedCreditsOf(item);
    return this.#held.get(partOf(credit?.wallet ?? '', `${id}-${n}`));
  }

  /** Nothing is held but what is authorised and waits. That is in the list of holds, and of its payee. */
  atRest(wallets: readonly Item[]): void {
    const waiting = [...this.#transfers].filter(([, { status }]) => !FINAL.has(status?.S ?? ''));
    const held = new Set(waiting.map(([id, { from_id }]) => partOf(from_id?.S ?? '', id)));
    for (const wallet of wallets)
      for (const tx of Object.keys(holdsOf(wallet)))
        if (!held.has(partOf(wallet.wallet_id?.S ?? '', tx)) || !(tx in authorisedOf(wallet)))
          this.#break(`wallet ${wallet.wallet_id?.S} still holds for ${tx}`);
    for (const [id, item] of waiting) {
      if (!item.authorised_at || item.decision || item.capture) this.#break(`${id} neither ends nor waits`);
      if (!this.#held.has(partOf(item.from_id?.S ?? '', id))) this.#break(`${id} waits, and is not held`);
      const isDue = Number(item.due_at?.N) <= Date.parse(item.expires_at?.S ?? '');
      if (!isDue || !item.open || !item.holding) this.#break(`${id} waits, and is not due when it expires`);
      // A payee does not see what waits for an approval.
      if (item.approval_by) continue;
      const [credit] = creditsOf(item);
      if (this.#rows.get(partOf(credit?.wallet ?? '', id))?.status?.S !== 'PROCESSING')
        this.#break(`${id} waits, and its payee does not see it`);
    }
  }

  atTheEnd(): void {
    for (const [id, item] of this.#transfers) {
      const status = item.status?.S ?? '';
      if (this.#voided.has(id) && (status !== 'FAILED' || item.note?.S !== NOTES.voided))
        this.#break(`who voided ${id} was told so, and it is ${status}`);
      if (item.holding) this.#break(`${id} is ${status}, and is among the holds`);
      const [credit] = creditsOf(item);
      const row = this.#rows.get(partOf(credit?.wallet ?? '', id));
      if (!item.authorised_at && row) this.#break(`the payee sees ${id}, which was never authorised`);
      if (item.approval_by && status !== 'SUCCESSFUL') continue;
      if (item.authorised_at && (row?.status?.S !== status || number(row.amount) !== credit?.amount))
        this.#break(`${id} is ${status} with ${credit?.amount}, its row ${row?.status?.S} with ${row?.amount?.N}`);
    }
  }
}
