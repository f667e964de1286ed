import { personOf } from '../../../lib/domain/approval.ts';
import type { IssuingLimits, TreasuryOrder } from '../../../lib/domain/issuing.ts';
import { dayOf } from '../../../lib/domain/spending.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { CarriedOut, OrderProblem } from '../../../lib/usecases/treasury-order.ts';
import { legsOf, number } from './items.ts';

const ORDER = 'order#';
const DAY = 'day#';
const OVER: ReadonlySet<string> = new Set(['INVALID', 'FAILED']);
const ENDED: ReadonlySet<string> = new Set([...OVER, 'SUCCESSFUL']);

/**
 * Checks what operators issue and retire: each order once, within the limits of its day, and above the limit
 * of one operator only with a second one.
 */
export class IssuingPromises {
  readonly #break: (what: string) => void;
  #limits: IssuingLimits = { aloneADay: 0n, aDay: 0n, alarmAbove: 0n };
  /** The orders, by the ids that their transfers may get. */
  readonly #given = new Map<string, { readonly key: string; readonly order: TreasuryOrder }>();
  readonly #transfers = new Map<string, Item>();
  /** The transfer of each order that has one. */
  readonly #made = new Map<string, string>();
  /** The days that count each transfer now. */
  readonly #counted = new Map<string, Set<string>>();
  /** The most that was ever issued on a day. */
  readonly #most = new Map<string, bigint>();
  /** The orders that a second person has approved. */
  readonly #approved = new Set<string>();
  /** What was heard of each order, by days. */
  readonly #told = new Map<string, { readonly day: string; readonly result: CarriedOut }[]>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  limit(limits: IssuingLimits): void {
    this.#limits = limits;
  }

  /** An order is given, with an id for its transfer, which it gets if it is the first. */
  given(txId: string, key: string, order: TreasuryOrder): void {
    this.#given.set(txId, { key, order });
  }

  /** An operator hears what became of an order. @param now when it was given, by their clock */
  told(key: string, result: CarriedOut | OrderProblem, now: number): void {
    if (typeof result === 'object') {
      this.#told.set(key, [...(this.#told.get(key) ?? []), { day: dayOf(now), result }]);
      return;
    }
    const order = [...this.#given.values()].find((one) => one.key === key)?.order;
    const most = this.#most.get(dayOf(now)) ?? 0n;
    if (result === 'above_day' && most + (order?.amount ?? 0n) <= this.#limits.aDay)
      this.#break(`${key} is above the limit of its day, which has had at most ${most} of ${this.#limits.aDay}`);
    if (result === 'key_used') this.#break(`${key} is refused as another order`);
  }

  /** An order gets its transfer, or a day counts. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    const entry = after?.entry?.S ?? '';
    if (entry.startsWith(ORDER) && before && before.tx_id?.S !== after?.tx_id?.S)
      this.#break(`${entry} was of transfer ${before.tx_id?.S}, and is of ${after?.tx_id?.S}`);
    if (entry.startsWith(DAY) && after) this.#onDay(entry.split('#')[1] ?? '', before, after);
  }

  /** A request of an operator changes: it is decided once, by another person, before it expires. */
  onRequest(before: Item | undefined, after: Item | undefined): void {
    const id = after?.id?.S ?? '';
    const [was, is] = [before?.state?.S, after?.state?.S];
    if (before?.decided_by && before.decided_by.S !== after?.decided_by?.S)
      this.#break(`request ${id} is decided by ${before.decided_by.S}, and by ${after?.decided_by?.S}`);
    if (was !== undefined && was !== 'waiting' && was !== is && !(was === 'approved' && is === 'done'))
      this.#break(`request ${id} was ${was}, and is ${is}`);
    if (is !== 'approved' || was === 'approved') return;
    const [asked, by] = [after?.requested_by?.S ?? '', after?.decided_by?.S ?? ''];
    if (personOf(asked) === personOf(by)) this.#break(`request ${id} is approved by ${by}, who has made it`);
    if (number(after?.decided_at) >= number(after?.expires_at)) this.#break(`request ${id} is approved after its time`);
    this.#approved.add(after?.arguments?.M?.key?.S ?? '');
  }

  /** A transfer of the journal changes. */
  onTransfer(before: Item | undefined, after: Item | undefined): void {
    const id = after?.tx_id?.S ?? '';
    const given = this.#given.get(id);
    if (!given || !after || after.payer_id) return;
    this.#transfers.set(id, after);
    if (before) return;
    const { key, order } = given;
    const standing = this.#made.get(key);
    if (standing !== undefined) this.#break(`${key} is carried out by ${standing}, and by ${id}`);
    this.#made.set(key, id);
    if (order.act === 'issue' && !this.#counted.get(id)?.size) this.#break(`${id} issues money that no day counts`);
    const [debit, ...credits] = legsOf(after);
    const wallet = (order.act === 'issue' ? credits[0] : debit)?.wallet;
    if (wallet !== order.walletId || -(debit?.amount ?? 0n) !== order.amount)
      this.#break(`${id} takes ${debit?.amount}, and is of wallet ${wallet}: it is not its order`);
  }

  /** What an operator has heard is so. What was issued is counted, and what was not, is not if it was heard. */
  atTheEnd(): void {
    for (const [key, told] of this.#told) {
      // A command that died may have counted it again.
      const isHeard = [...this.#given.values()].filter((one) => one.key === key).length === told.length;
      for (const { day, result } of told) {
        const { txId, status } = result;
        const standing = this.#transfers.get(txId);
        if (this.#made.get(key) !== txId || (ENDED.has(status) && standing?.status?.S !== status))
          this.#break(`${key} was ${status} by ${txId}, and is ${standing?.status?.S} by ${this.#made.get(key)}`);
        if (isHeard && OVER.has(status) && this.#counted.get(txId)?.has(day))
          this.#break(`${txId} is ${status}, and its day counts it`);
      }
    }
  }

  #onDay(day: string, before: Item | undefined, after: Item): void {
    const [was, is] = [before?.counted?.M ?? {}, after.counted?.M ?? {}];
    const [issued, alone] = [number(after.issued), number(after.alone)];
    const sum = (of: 'amount' | 'alone') => Object.values(is).reduce((all, { M }) => all + number(M?.[of]), 0n);
    if (issued !== sum('amount') || alone !== sum('alone'))
      this.#break(`${day} has issued ${issued} and ${alone} alone, and counts ${sum('amount')} and ${sum('alone')}`);
    if (issued > this.#limits.aDay) this.#break(`${day} has issued ${issued} of ${this.#limits.aDay}`);
    if (alone > this.#limits.aloneADay) this.#break(`one alone has issued ${alone} of ${this.#limits.aloneADay}`);
    this.#most.set(day, issued > (this.#most.get(day) ?? 0n) ? issued : (this.#most.get(day) ?? 0n));
    for (const [txId, { M }] of Object.entries(is)) if (!(txId in was)) this.#onCount(day, txId, M);
    for (const txId of Object.keys(was)) {
      if (txId in is) continue;
      this.#counted.get(txId)?.delete(day);
      if (!OVER.has(this.#transfers.get(txId)?.status?.S ?? ''))
        this.#break(`${txId} is not counted any more, and may issue money`);
    }
  }

  #onCount(day: string, txId: string, counted: Item | undefined): void {
    const { key = '', order } = this.#given.get(txId) ?? {};
    this.#counted.set(txId, (this.#counted.get(txId) ?? new Set()).add(day));
    if (number(counted?.amount) !== order?.amount) this.#break(`${txId} of ${order?.amount} counts another amount`);
    if (number(counted?.alone) === 0n && !this.#approved.has(key))
      this.#break(`${txId} counts as approved, and no second person has approved ${key}`);
  }
}
