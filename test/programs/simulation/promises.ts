import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { AccountPromises } from './account-promises.ts';
import { ApprovalPromises } from './approval-promises.ts';
import { availableOf, ControlPromises } from './control-promises.ts';
import { CurrencyPromises } from './currency-promises.ts';
import { HoldPromises } from './hold-promises.ts';
import { IssuingPromises } from './issuing-promises.ts';
import { holdsOf, inFlightOf, legsOf, number, transferOf, underItsWallet } from './items.ts';
import { FINAL, JournalPromises } from './journal-promises.ts';
import { MovePromises } from './move-promises.ts';
import { RefundPromises } from './refund-promises.ts';
import { SchedulePromises } from './schedule-promises.ts';
import { SpendingPromises } from './spending-promises.ts';
import { StatementPromises } from './statement-promises.ts';
import { StripePromises } from './stripe-promises.ts';
import { timelineFaults } from './timelines.ts';
import { type Change, WalletPlaces } from './wallet-places.ts';

/** A promise of the protocol (docs/protocol.md) that did not hold. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** The tables whose writes are checked. */
interface Tables {
  readonly journal: string;
  readonly schedules: string;
  readonly directory: string;
  readonly users: string;
  readonly spending: string;
  /** Those whose items begin with an update. */
  readonly counters: readonly string[];
  readonly issuing: string;
  readonly requests: string;
  readonly shards: readonly string[];
  readonly entries: readonly string[];
}

/** All items at the end. */
interface End {
  readonly wallets: readonly Item[];
  readonly journal: readonly Item[];
}

/**
 * Checks every write, and the whole state at the end. Collects the broken promises, of which the
 * first matters most.
 */
export class Promises {
  readonly broken: BrokenPromise[] = [];
  readonly statements = new StatementPromises((what) => this.break(what));
  readonly schedules = new SchedulePromises((what) => this.break(what));
  readonly accounts = new AccountPromises((what) => this.break(what));
  readonly approvals = new ApprovalPromises((what) => this.break(what));
  readonly spending = new SpendingPromises((what) => this.break(what));
  readonly controls = new ControlPromises((what) => this.break(what));
  readonly #journal = new JournalPromises((what) => this.break(what));
  readonly issuing = new IssuingPromises((what) => this.break(what));
  readonly refunds = new RefundPromises((what) => this.break(what));
  readonly stripes = new StripePromises((what) => this.break(what));
  readonly holds: HoldPromises;
  readonly places: WalletPlaces;
  readonly moves: MovePromises;
  readonly #currencies: CurrencyPromises;
  readonly #issued: bigint;
  readonly #tables: Tables;
  readonly #holdLimits: HoldLimits;
  #available = 0n;
  /** The transfers whose debit was held at some time. */
  readonly #debited = new Set<string>();

  /**
   * @param issued the sum of all balances, in all and in each currency: 0 where there is a treasury
   * @param isCalm whether nothing fails, and every message arrives in time
   */
  constructor(
    tables: Tables,
    issued: { readonly all: bigint; readonly byCurrency: ReadonlyMap<string | undefined, bigint> },
    holdLimits: HoldLimits,
    isCalm: boolean,
  ) {
    this.places = new WalletPlaces(tables.shards, (what) => this.break(what));
    this.moves = new MovePromises(this.places, isCalm, (what) => this.break(what));
    this.#currencies = new CurrencyPromises(issued.byCurrency, (what) => this.break(what));
    this.holds = new HoldPromises(holdLimits, (what) => this.break(what));
    this.#holdLimits = holdLimits;
    this.#tables = tables;
    this.#issued = issued.all;
  }

  /** Checks the invariants that hold after every write. */
  onWrite(write: Write): void {
    const { table, operation, before, after } = write;
    const shard = this.#tables.shards.includes(table);
    // An id may have a fence before it has a wallet. One update creates the whole wallet.
    // The first payment of a day begins its count.
    const mayBegin =
      this.#tables.counters.includes(table) ||
      (shard && (after?.credit_limit !== undefined || Object.keys(after ?? {}).length === 2));
    if (operation === 'UpdateItem' && !before && !mayBegin)
      this.break(`an update made an item out of nothing in ${table}`);
    const change = shard ? this.places.changeOf(write) : undefined;
    if (shard) this.moves.onShard(after);
    if (change) this.#onWallet(change);
    if (this.#tables.entries.includes(table)) this.statements.onEntry(write);
    if (table === this.#tables.schedules) this.schedules.onItem(before, after);
    if (table === this.#tables.directory) this.#onDirectory(before, after);
    if (table === this.#tables.users) this.accounts.onUser(before, after);
    if (table === this.#tables.spending) this.spending.onCounter(before, after);
    if (table === this.#tables.issuing) this.issuing.onItem(before, after);
    if (table === this.#tables.requests) this.issuing.onRequest(before, after);
    if (table === this.#tables.journal) this.#onJournal(write);
  }

  #onJournal(write: Write): void {
    const [before, after] = [write.before && underItsWallet(write.before), write.after && underItsWallet(write.after)];
    this.spending.onItem(before, after);
    this.issuing.onTransfer(before, after);
    this.approvals.onItem(before, after);
    this.#journal.onItem(before, after);
    this.moves.onTransfer(before, after);
    this.refunds.onItem(before, after);
    this.holds.onItem(before, after);
    this.stripes.onItem(before, after);
    if (write.after) this.stripes.onRow(write.after);
  }

  /** Checks the invariants that hold once every transfer is final, and every entry is written. */
  atTheEnd({ wallets, journal }: End, funds: ReadonlyMap<string, bigint>): void {
    const replayed = new Map(funds);
    const hasBeenOn = (walletId: string, shard: number) => this.places.hasBeenOn(walletId, shard);
    const items = journal.map(underItsWallet);
    for (const item of items) {
      const { tx_id, status, decision, open } = item;
      for (const fault of timelineFaults(item, hasBeenOn)) this.break(`transfer ${tx_id?.S}: ${fault}`);
      // The payers' items have all legs.
      if (item.payer_id) continue;
      const state = status?.S ?? '';
      if (!FINAL.has(state) || open) this.break(`transfer ${tx_id?.S} is still ${state}`);
      if ((state === 'SUCCESSFUL') !== (decision?.S === 'COMMIT'))
        this.break(`transfer ${tx_id?.S} is ${state} with ${decision?.S}`);
      if (state !== 'SUCCESSFUL') continue;
      for (const { wallet, amount } of legsOf(item)) replayed.set(wallet, (replayed.get(wallet) ?? 0n) + amount);
    }
    for (const wallet of wallets) {
      const id = wallet.wallet_id?.S ?? '';
      if (wallet.credit_limit === undefined) continue;
      if (Object.keys(holdsOf(wallet)).length > 0) this.break(`wallet ${id} still has a hold`);
      const expected = replayed.get(id) ?? 0n;
      if (availableOf(wallet) !== expected)
        this.break(`wallet ${id} has ${availableOf(wallet)}, its journal ${expected}`);
      replayed.delete(id);
    }
    for (const [id, amount] of replayed)
      if (amount !== 0n) this.break(`${amount} went to wallet ${id}, which is not there`);
    if (this.#available !== this.#issued) this.break(`${this.#available} left of ${this.#issued} issued`);
    this.#currencies.atTheEnd();
    this.statements.atTheEnd(wallets, items);
    this.refunds.atTheEnd();
    this.holds.atTheEnd();
    this.approvals.atTheEnd();
    this.spending.atTheEnd();
    this.issuing.atTheEnd();
  }

  break(what: string): void {
    this.broken.push(new BrokenPromise(what));
  }

  #onDirectory(before: Item | undefined, after: Item | undefined): void {
    this.approvals.onDirectory(before, after);
    this.accounts.onDirectory(before, after);
    this.moves.onDirectory(before, after);
  }

  #onWallet(change: Change): void {
    const { before, after, item } = change;
    this.#checkPlaces(item.before, item.after);
    this.stripes.onWallet(change);
    if (availableOf(after) < -number(after?.credit_limit))
      this.break(`the wallet ${after?.wallet_id?.S} is below its limit`);
    if (number(item.after?.fence) < number(item.before?.fence)) this.break('a fence went down');
    this.#available += availableOf(after) - availableOf(before);
    if (this.#available > this.#issued) this.break(`${this.#available} available of ${this.#issued} issued`);
    this.accounts.onWallet(after);
    this.controls.onWallet(change);
    this.#currencies.onWallet(before, after);
    this.#journal.onWallet(before, after);
    this.holds.onWallet(before, after);
    this.approvals.onWallet(before, after);
    this.statements.onWallet(before, after, item.after?.wallet_id?.S ?? '');
  }

  #checkPlaces(before: Item | undefined, after: Item | undefined): void {
    const holds = holdsOf(after);
    const added = Object.keys(holds).find((id) => !(id in holdsOf(before)));
    if (added === undefined) return;
    const taken = Object.keys(inFlightOf(after)).length;
    if (number(holds[added]?.M?.rollback_adds) > 0n) this.#debited.add(added);
    else if (taken > this.#holdLimits.beforeDebit && !this.#debited.has(transferOf(added)))
      this.break(`${added} took a place that only a transfer with money may take`);
  }
}
