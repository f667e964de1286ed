import type { Item } from '../../../lib/local/database/values/values.ts';
import { number } from './items.ts';

/** A payment as its start was written. */
interface Claim {
  readonly schedule: string;
  readonly number: bigint;
  readonly amount: bigint;
}

/** What a client was told about a schedule that pays once. */
export interface Told {
  readonly schedule: string;
  /** The amount that it was changed to, or undefined if it was cancelled. */
  readonly amount: bigint | undefined;
}

/** Checks each write of a schedule, and at the end that every payment has started once. */
export class SchedulePromises {
  readonly #break: (what: string) => void;
  /** By the id of the transfer. */
  readonly #claims = new Map<string, Claim>();
  readonly #told: Told[] = [];

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** A client was told that a change was made. */
  told(change: Told): void {
    this.#told.push(change);
  }

  onItem(before: Item | undefined, after: Item | undefined): void {
    const schedule = after?.schedule_id?.S ?? '';
    const now = after?.starting?.M;
    const then = before?.starting?.M;
    if (now?.tx_id?.S !== undefined && now.tx_id.S === then?.tx_id?.S) {
      if (number(now.payment?.M?.amount) !== number(then.payment?.M?.amount))
        this.#break(`a payment of schedule ${schedule} is changed after its start`);
      return;
    }
    if (now?.tx_id?.S === undefined) return;
    if (then) this.#break(`a payment of schedule ${schedule} starts before the one before is in the journal`);
    if (before?.status?.S !== 'ACTIVE')
      this.#break(`a payment starts of schedule ${schedule}, which is ${before?.status?.S}`);
    const amount = number(now.payment?.M?.amount);
    if (amount !== number(before?.payment?.M?.amount)) this.#break(`schedule ${schedule} pays another amount`);
    const claim = { schedule, number: number(now.number), amount };
    if ([...this.#claims.values()].some((one) => one.schedule === schedule && one.number === claim.number))
      this.#break(`payment ${claim.number} of schedule ${schedule} starts twice`);
    this.#claims.set(now.tx_id.S, claim);
  }

  /** @param expected the number of payments of each schedule that is not cancelled */
  atTheEnd(schedules: readonly Item[], journal: readonly Item[], expected: ReadonlyMap<string, number>): void {
    const transfers = journal.filter((item) => item.schedule_id && !item.payer_id);
    for (const item of transfers) {
      const claim = this.#claims.get(item.tx_id?.S ?? '');
      if (!claim) this.#break(`transfer ${item.tx_id?.S} of schedule ${item.schedule_id?.S} was never due`);
      else if (claim.amount !== number(item.amount)) this.#break(`transfer ${item.tx_id?.S} has another amount`);
    }
    const made = new Set(transfers.map((item) => item.tx_id?.S));
    for (const [txId, { schedule, number: n }] of this.#claims)
      if (!made.has(txId)) this.#break(`payment ${n} of schedule ${schedule} is lost`);
    for (const { schedule_id, status, begun, starting, open } of schedules) {
      const id = schedule_id?.S ?? '';
      if (starting || open) this.#break(`schedule ${id} is still due`);
      const count = expected.get(id) ?? 0;
      if (status?.S !== 'CANCELLED' && Number(number(begun)) !== count)
        this.#break(`schedule ${id} has started ${number(begun)} of ${count} payments`);
    }
    this.#checkTold(transfers);
  }

  /** Of a schedule that pays once: a change that came in time is what happened. */
  #checkTold(transfers: readonly Item[]): void {
    const last = new Map(this.#told.map((one) => [one.schedule, one]));
    for (const { schedule, amount } of last.values()) {
      const paid = transfers.filter((item) => item.schedule_id?.S === schedule).map((item) => number(item.amount));
      if (amount === undefined ? paid.length > 0 : paid.some((one) => one !== amount))
        this.#break(`schedule ${schedule} pays ${paid}, and its owner was told ${amount ?? 'that it is cancelled'}`);
    }
  }
}
