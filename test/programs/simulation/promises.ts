import { TransferDeadline } from '../../../lib/domain/deadline.ts';
import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import type { AttributeValue, Item } from '../../../lib/local/database/values/values.ts';
import { timelineFaults } from './timelines.ts';

/** A promise of the protocol (docs/protocol.md) that did not hold. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

const FINAL = new Set(['INVALID', 'FAILED', 'SUCCESSFUL']);

/**
 * Checks every write, and the whole state at the end. Collects the broken promises, of which the
 * first matters most.
 */
export class Promises {
  readonly broken: BrokenPromise[] = [];
  readonly #issued: bigint;
  readonly #journal: string;
  readonly #shardTables: ReadonlySet<string>;
  #spendable = 0n;

  readonly #holdLimits: HoldLimits;
  /** The amount of each payee's row. */
  readonly #rows = new Map<string, bigint>();
  /** The transfers whose debit was held at some time. */
  readonly #debited = new Set<string>();

  /** @param issued the total money of all wallets */
  constructor(tables: { journal: string; shards: readonly string[] }, issued: bigint, holdLimits: HoldLimits) {
    this.#holdLimits = holdLimits;
    this.#journal = tables.journal;
    this.#issued = issued;
    this.#shardTables = new Set(tables.shards);
  }

  /** Checks the invariants that hold after every write. */
  onWrite({ table, operation, before, after }: Write): void {
    const shard = this.#shardTables.has(table);
    // An id may have a fence before it has a wallet. One update creates the whole wallet.
    const mayBegin = shard && (after?.credit_limit !== undefined || Object.keys(after ?? {}).length === 2);
    if (operation === 'UpdateItem' && !before && !mayBegin)
      this.#break(`an update made an item out of nothing in ${table}`);
    if (shard) {
      this.#checkPlaces(before, after);
      if (number(after?.spendable) < 0n) this.#break(`the wallet ${after?.wallet_id?.S} is below its limit`);
      if (number(after?.fence) < number(before?.fence)) this.#break('a fence went down');
      this.#spendable += number(after?.spendable) - number(before?.spendable);
      if (this.#spendable > this.#issued) this.#break(`${this.#spendable} available of ${this.#issued} issued`);
    }
    if (table !== this.#journal) return;
    if (after?.payer_id) this.#rows.set(rowOf(after.from_id?.S ?? '', after), number(after.amount));
    if (before) this.#checkHistory(before, after);
  }

  /** Checks the invariants that hold once every transfer is final. */
  atTheEnd(wallets: Item[], journal: Item[], funds: ReadonlyMap<string, bigint>, shardCount: number): void {
    const replayed = new Map(funds);
    const pay = (wallet: string, amount: bigint) => replayed.set(wallet, (replayed.get(wallet) ?? 0n) + amount);
    for (const item of journal) {
      const { tx_id, status, decision, open, from_id, amount } = item;
      for (const fault of timelineFaults(item, shardCount)) this.#break(`transfer ${tx_id?.S}: ${fault}`);
      // The payers' items have all legs.
      if (item.payer_id) continue;
      const state = status?.S ?? '';
      if (!FINAL.has(state) || open) this.#break(`transfer ${tx_id?.S} is still ${state}`);
      if ((state === 'SUCCESSFUL') !== (decision?.S === 'COMMIT'))
        this.#break(`transfer ${tx_id?.S} is ${state} with ${decision?.S}`);
      if (state !== 'SUCCESSFUL') continue;
      pay(from_id?.S ?? '', -number(amount));
      for (const credit of creditsOf(item)) pay(credit.wallet, credit.amount);
    }
    for (const wallet of wallets) {
      const id = wallet.wallet_id?.S ?? '';
      if (wallet.credit_limit === undefined) continue;
      if (Object.keys(wallet.holds?.M ?? {}).length > 0) this.#break(`wallet ${id} still has a hold`);
      const expected = replayed.get(id) ?? 0n;
      if (number(wallet.spendable) !== expected)
        this.#break(`wallet ${id} has ${number(wallet.spendable)}, its journal ${expected}`);
      replayed.delete(id);
    }
    for (const [id, amount] of replayed)
      if (amount !== 0n) this.#break(`${amount} went to wallet ${id}, which is not there`);
    if (this.#spendable !== this.#issued) this.#break(`${this.#spendable} left of ${this.#issued} issued`);
  }

  #checkPlaces(before: Item | undefined, after: Item | undefined): void {
    const holds = after?.holds?.M ?? {};
    const added = Object.keys(holds).find((id) => !before?.holds?.M || !(id in before.holds.M));
    if (added === undefined) return;
    if (number(holds[added]?.M?.rollback_adds) > 0n) this.#debited.add(added);
    else if (Object.keys(holds).length > this.#holdLimits.beforeDebit && !this.#debited.has(added))
      this.#break(`${added} took a place that only a transfer with money may take`);
  }

  #checkHistory(before: Item, after: Item | undefined): void {
    const id = before.tx_id?.S;
    if (!after) {
      this.#break(`transfer ${id} is gone from the journal`);
      return;
    }
    const same = (name: string) => before[name] === undefined || before[name].S === after[name]?.S;
    if (!before.deadline && after.deadline && endOf(after.deadline.S ?? '') <= Date.now())
      this.#break(`${id} began after its deadline`);
    if (!same('held')) this.#break(`the holds of ${id} changed after its decision`);
    if (!same('settled')) this.#break(`${id} was settled a second time`);
    if ((after.decision === undefined) !== (after.held === undefined))
      this.#break(`${id} is decided without its holds`);
    if (!same('decision')) this.#break(`the decision about ${id} changed to ${after.decision?.S}`);
    if (after.status?.S === 'SUCCESSFUL') {
      for (const { wallet, amount } of creditsOf(after)) {
        if (this.#rows.get(rowOf(wallet, after)) !== amount)
          this.#break(`${id} is final before payee ${wallet} has it`);
      }
    }
    if (FINAL.has(before.status?.S ?? '') && !same('status'))
      this.#break(`${id} went from ${before.status?.S} to ${after.status?.S}`);
    if (after.status?.S === 'PROCESSING' && before.deadline && before.deadline.S !== after.deadline?.S) {
      this.#break(`the deadline of ${id} changed`);
    }
  }

  #break(what: string): void {
    this.broken.push(new BrokenPromise(what));
  }
}

function rowOf(wallet: string, { tx_id }: Item): string {
  return `${wallet} ${tx_id?.S}`;
}

/** The payees of a payer's item. */
function creditsOf({ to_id, amount, credits }: Item): { wallet: string; amount: bigint }[] {
  const list = credits?.L?.map(({ M }) => ({ wallet: M?.to_id?.S ?? '', amount: number(M?.amount) }));
  return list ?? [{ wallet: to_id?.S ?? '', amount: number(amount) }];
}

function endOf(interval: string): number {
  return TransferDeadline.parse({ S: interval });
}

function number(value: AttributeValue | undefined): bigint {
  return BigInt(value?.N ?? 0);
}
