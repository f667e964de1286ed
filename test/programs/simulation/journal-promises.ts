import { TransferDeadline } from '../../../lib/domain/deadline.ts';
import { storedResults } from '../../../lib/domain/leg-results.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { creditsOf, holdsOf, legsOf, number, partOf, plannedLegsOf, transferOf } from './items.ts';
import { changesRefundsOnly } from './refund-promises.ts';

export const FINAL: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'SUCCESSFUL']);
/** What a payee's row repeats of the payer's item. */
const REPEATED = ['processing_at', 'decided_at'] as const;

/** Checks each write of the journal: the course of each transfer, and the rows of its payees. */
export class JournalPromises {
  readonly #break: (what: string) => void;
  /** Each transfer as the payer's item has it. */
  readonly #transfers = new Map<string, Item>();
  /** The payees' rows. */
  readonly #rows = new Map<string, Item>();
  /** Which wallets hold for which transfers. */
  readonly #held = new Set<string>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** A wallet changes: a final transfer holds nowhere. */
  onWallet(before: Item | undefined, after: Item | undefined): void {
    const wallet = after?.wallet_id?.S ?? '';
    for (const tx of Object.keys(holdsOf(before))) if (!(tx in holdsOf(after))) this.#held.delete(partOf(wallet, tx));
    for (const tx of Object.keys(holdsOf(after))) {
      if (tx in holdsOf(before)) continue;
      this.#held.add(partOf(wallet, tx));
      if (FINAL.has(this.#transfers.get(transferOf(tx))?.status?.S ?? ''))
        this.#break(`${tx} is final, and then held at ${wallet}`);
    }
  }

  /** An item of the journal changes. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    const id = after?.tx_id?.S ?? before?.tx_id?.S ?? '';
    if (!after) {
      this.#break(`transfer ${id} is gone from the journal`);
      return;
    }
    if (after.payer_id) {
      this.#checkRow(id, before, after);
      return;
    }
    if (before) this.#checkCourse(id, before, after);
    this.#transfers.set(id, after);
  }

  /** A payee's row is put once, when all legs are settled, and has what was decided. */
  #checkRow(id: string, before: Item | undefined, row: Item): void {
    const wallet = row.from_id?.S ?? '';
    const isAuthorised = row.status?.S === 'PROCESSING';
    if (before && (before.status?.S !== 'PROCESSING' || isAuthorised)) {
      if (changesRefundsOnly(before, row)) return;
      this.#break(`the row of payee ${wallet} of ${id} is put a second time`);
      return;
    }
    if (row.metadata) this.#break(`payee ${wallet} sees the metadata of ${id}`);
    this.#rows.set(partOf(wallet, id), row);
    const transfer = this.#transfers.get(id);
    if (transfer?.decision?.S !== 'COMMIT' && !transfer?.authorised_at) {
      this.#break(`payee ${wallet} has a row of ${id}, neither committed nor authorised`);
      return;
    }
    if (isAuthorised) return;
    if (FINAL.has(transfer.status?.S ?? '')) this.#break(`${id} is final, and then payee ${wallet} gets a row`);
    const n = creditsOf(transfer).findIndex((credit) => credit.wallet === wallet);
    const held = [transfer.held_debit, transfer.held].flatMap((results) => storedResults(results?.S));
    const expected = held.length === 1 ? held : [held[0], held[n + 1]];
    if (
      creditsOf(transfer)[n]?.amount !== number(row.amount) ||
      row.payer_id?.S !== transfer.from_id?.S ||
      row.status?.S !== transfer.outcome?.S ||
      JSON.stringify(storedResults(row.held?.S)) !== JSON.stringify(expected) ||
      REPEATED.some((name) => row[name]?.S !== transfer[name]?.S)
    )
      this.#break(`the row of payee ${wallet} is not what was decided about ${id}`);
    this.#checkSettled(id, transfer, `payee ${wallet} has its row`);
  }

  #checkCourse(id: string, before: Item, after: Item): void {
    const same = (name: string) => before[name] === undefined || before[name].S === after[name]?.S;
    if (!before.deadline && after.deadline && endOf(after.deadline.S ?? '') <= Date.now())
      this.#break(`${id} began after its deadline`);
    if (JSON.stringify(before.metadata) !== JSON.stringify(after.metadata))
      this.#break(`the metadata of ${id} changed`);
    if (!same('held')) this.#break(`the holds of ${id} changed after its decision`);
    if (!same('settled')) this.#break(`${id} was settled a second time`);
    const isKnown = after.held !== undefined || (after.decision !== undefined && after.held_debit !== undefined);
    if ((after.decision !== undefined) !== isKnown) this.#break(`${id} is decided without its holds`);
    if (!same('decision')) this.#break(`the decision about ${id} changed to ${after.decision?.S}`);
    if (FINAL.has(before.status?.S ?? '') && !same('status'))
      this.#break(`${id} went from ${before.status?.S} to ${after.status?.S}`);
    if (after.status?.S === 'PROCESSING' && before.deadline && before.deadline.S !== after.deadline?.S)
      this.#break(`the deadline of ${id} changed`);
    if (JSON.stringify(plannedLegsOf(before), text) !== JSON.stringify(plannedLegsOf(after), text))
      this.#break(`the legs of ${id} changed`);
    if (!FINAL.has(after.status?.S ?? '')) return;
    this.#checkSettled(id, after, 'it is final');
    if (after.status?.S !== 'SUCCESSFUL' && (!after.authorised_at || after.approval_by)) return;
    for (const { wallet } of creditsOf(after))
      if (!FINAL.has(this.#rows.get(partOf(wallet, id))?.status?.S ?? ''))
        this.#break(`${id} is final before payee ${wallet} has it`);
  }

  #checkSettled(id: string, transfer: Item, what: string): void {
    const attempts = Array.from({ length: Number(transfer.captures?.N ?? 0) }, (_, n) => `${id}-${n + 1}`);
    const held = legsOf(transfer).find(({ wallet }) =>
      [id, ...attempts].some((transaction) => this.#held.has(partOf(wallet, transaction))),
    );
    if (held) this.#break(`${what}, and wallet ${held.wallet} still holds for ${id}`);
  }
}

function endOf(interval: string): number {
  return TransferDeadline.parse({ S: interval });
}

function text(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
