import { operatorStores } from '../../../lib/cli/operator/connection.ts';
import { shardPlaces } from '../../../lib/cli/operator/shard-places.ts';
import { REGION, STAGE } from '../../../lib/local/processes/project.ts';
import { documents, documentsAt } from '../../../lib/store/documents.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Random } from '../../support/random.ts';
import type { Api } from '../../support/steps/api.ts';
import { checkApprovals } from './approval-promises.ts';
import { BlockedUsers } from './blocked-users.ts';
import { CarefulPayer } from './careful-payer.ts';
import { checkCareful } from './careful-promises.ts';
import type { Checked } from './checked.ts';
import type { Clients } from './clients.ts';
import type { CreditLimits } from './credit-limits.ts';
import { cutShort } from './cut-short.ts';
import type { Evidence } from './evidence.ts';
import { type Clock, GuardedPayments } from './guarded-payments.ts';
import type { History } from './history.ts';
import { LeavingUsers } from './leaving-users.ts';
import type { Observer } from './observer.ts';
import { OperatorActs } from './operator-acts.ts';
import { readLog } from './operator-log.ts';
import { checkActs, reversalsIn } from './operator-promises.ts';
import type { OperatorRuns } from './operator-runs.ts';
import type { Orders, TransferRequest } from './orders.ts';
import type { Account, Client, People } from './people.ts';
import { checkRules } from './rule-promises.ts';
import { RuledPayments } from './ruled-payments.ts';
import { checkSpenders } from './spender-promises.ts';
import { Spenders } from './spenders.ts';
import { checkUsers, type LeftWallet } from './user-promises.ts';

/** The rules are read at the end within this time. */
const PATIENCE_MS = 60_000;

/** What the crowd works with. */
export interface CrowdCast {
  /** It waits longer for a response than a function runs, so that no request without one goes on. */
  readonly client: Client;
  readonly clients: Clients;
  readonly observer: Observer;
  readonly orders: Orders;
  readonly people: People;
  readonly runs: OperatorRuns;
  readonly history: History;
  readonly credit: CreditLimits;
}

/**
 * Those with wallets and users of their own: payers who need an approval, also while the rule of that changes,
 * keys and members, a user with a second factor, users who are blocked and who leave; and the operators at their program.
 */
export class Crowd {
  readonly guarded: GuardedPayments;
  readonly ruled: RuledPayments;
  readonly careful: CarefulPayer;
  readonly spenders: Spenders;
  readonly blocked: BlockedUsers;
  readonly leaving: LeavingUsers;
  readonly acts: OperatorActs;
  /** The reversals of operators, once they are known: their program does not say what a killed one has done. */
  readonly reversals: TransferRequest[] = [];
  readonly #cast: CrowdCast;

  private constructor(
    cast: CrowdCast,
    people: Pick<Crowd, 'guarded' | 'ruled' | 'careful' | 'spenders' | 'blocked' | 'leaving'>,
    seed: number,
  ) {
    this.#cast = cast;
    this.guarded = people.guarded;
    this.ruled = people.ruled;
    this.careful = people.careful;
    this.spenders = people.spenders;
    this.blocked = people.blocked;
    this.leaving = people.leaving;
    this.acts = new OperatorActs(cast, new Random(seed));
  }

  /** Registers the users and opens their wallets, without money. @throws Error if a request is refused */
  static async open(cast: CrowdCast, api: Api, seed: number): Promise<Crowd> {
    const people = {
      guarded: await GuardedPayments.open(cast.client),
      ruled: await RuledPayments.open(cast.client),
      careful: await CarefulPayer.open(cast.client, api),
      spenders: await Spenders.open(cast.client, api),
      blocked: await BlockedUsers.open(cast.client, api),
      leaving: await LeavingUsers.open(cast.client),
    };
    return new Crowd(cast, people, seed);
  }

  /** The wallets that their owners can always read. */
  get watched(): readonly Account[] {
    return [...this.guarded.accounts, ...this.ruled.accounts, ...this.careful.accounts, ...this.spenders.accounts];
  }

  /** The wallets that their owners can read at the end. */
  get accounts(): readonly Account[] {
    return [...this.watched, ...this.blocked.accounts, ...this.leaving.accounts];
  }

  /** All wallets. */
  get all(): readonly Account[] {
    return [...this.watched, ...this.blocked.accounts, ...this.leaving.all.flatMap(({ accounts }) => accounts)];
  }

  get surprises(): readonly string[] {
    const workers = [this.guarded, this.ruled, this.careful, this.spenders, this.blocked, this.leaving, this.acts];
    return workers.flatMap(({ surprises }) => surprises);
  }

  /** The transfers that operators have made, as far as they are known. */
  get byOperators(): readonly TransferRequest[] {
    return [...this.acts.orders, ...this.reversals];
  }

  /** The requests that fund the wallets. */
  funding(): TransferRequest[] {
    const { orders } = this.#cast;
    return [this.guarded, this.ruled, this.careful, this.spenders, this.blocked, this.leaving].flatMap((one) =>
      one.funding(orders),
    );
  }

  /** Everybody works until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(seed: number, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const cast = { ...this.#cast, clock: clockOf() };
    this.#cast.runs.isHarmful = true;
    await Promise.all([
      this.guarded.work(cast, new Random(seed), closing, giveUp),
      this.spenders.work(cast, new Random(seed + 1), closing, giveUp),
      this.blocked.work(cast, new Random(seed + 2), closing, giveUp),
      this.leaving.work(cast, new Random(seed + 3), closing, giveUp),
      this.ruled.work(cast, new Random(seed + 4), closing, giveUp),
      this.careful.work(cast, new Random(seed + 5), closing, giveUp),
      this.acts.work(closing, giveUp),
    ]);
    this.#cast.runs.isHarmful = false;
  }

  /** Lifts the blocks that are left. @throws Error if that does not succeed */
  async settle(giveUp: AbortSignal): Promise<void> {
    await this.blocked.settle(this.#cast, giveUp);
  }

  /** The evidence with what those who are gone saw, and the reversals that operators have made. */
  complete(evidence: Evidence): Evidence {
    const all = [evidence, ...this.leaving.seen];
    const complete = {
      balances: new Map(all.flatMap(({ balances }) => [...balances])),
      lists: new Map(all.flatMap(({ lists }) => [...lists])),
      transfers: new Map(all.flatMap(({ transfers }) => [...transfers])),
    };
    this.#learnReversals(complete);
    return complete;
  }

  /** What a reversal moved is in the history from when its command was given. */
  #learnReversals(evidence: Evidence): void {
    const { history } = this.#cast;
    for (const { TxID, from_id, to_id = '', amount, currency, refund_of } of reversalsIn(evidence)) {
      const asked = this.acts.reversed.find(({ txId }) => txId === refund_of);
      const payer = [...this.all, ...this.#cast.people.wallets, ...this.#cast.people.shortLived].find(
        ({ walletId }) => walletId === from_id,
      );
      // The promises tell of one that nobody has asked for.
      if (!asked || !payer) continue;
      const credits = [{ toId: to_id, amount: BigInt(amount.slice(1)) }];
      const order = { kind: 'reversal' as const, payer: { ...payer, currency }, credits, senders: 1 };
      const reversal = { ...order, key: undefined, accepted: new Set([TxID]) };
      history.askedAt(reversal, asked.call);
      this.reversals.push(reversal);
    }
  }

  /** Checks the promises to all of these. @throws Error if a shard or the operator log cannot be read */
  async check(evidence: Evidence): Promise<Checked[]> {
    const { client, clients, credit, runs } = this.#cast;
    const deleted = this.leaving.all.filter((one) => one.deleted !== undefined);
    const gone = deleted.flatMap(({ accounts }) => accounts);
    await this.ruled.changes.atTheEnd(AbortSignal.timeout(PATIENCE_MS));
    return [
      ...checkApprovals(evidence, clients.orders, this.guarded.wallets),
      ...checkRules(this.ruled.changes.wallets, clients.orders, evidence),
      ...checkCareful(this.careful.payments, evidence),
      ...checkSpenders(evidence, this.spenders.all),
      ...checkUsers(
        {
          blocked: this.blocked.all,
          deleted: deleted.length,
          goneStillDo: await this.leaving.goneStillDo(client),
          leftWallets: await Promise.all(gone.map(({ walletId }) => leftWallet(walletId))),
        },
        evidence,
      ),
      ...checkActs(
        {
          ...{ orders: this.acts.orders, reversed: this.acts.reversed, runs: [...runs.all], credit },
          log: await readLog(runs),
          limits: await creditLimits(credit.wallets),
        },
        evidence,
      ),
    ];
  }
}

function clockOf(): Clock {
  return cutShort(documents(), process.env.JOURNAL_TABLE ?? '');
}

async function leftWallet(walletId: string): Promise<LeftWallet> {
  const { shards } = operatorStores();
  const [money, controls] = await Promise.all([
    shards.balance(walletId, Date.now()),
    shards.controls(walletId, Date.now()),
  ]);
  if (!money || !controls) throw new Error(`the shard of wallet ${walletId} does not have it`);
  const { balance, reserved } = money;
  return { walletId, balance, reserved, isClosed: controls.closedAt !== undefined };
}

/** The credit limits as the shards have them. No API shows them. */
async function creditLimits(wallets: readonly string[]): Promise<Map<string, bigint>> {
  const places = await shardPlaces(STAGE, REGION);
  const { directory } = operatorStores();
  const limits = wallets.map(async (walletId) => {
    const entry = await directory.get(walletId);
    const place = entry && places[entry.shard];
    const wallet = place && (await new ShardWallets(documentsAt(place), place.wallets).get(walletId));
    if (!wallet) throw new Error(`the shard of wallet ${walletId} does not have it`);
    return [walletId, wallet.creditLimit] as const;
  });
  return new Map(await Promise.all(limits));
}
