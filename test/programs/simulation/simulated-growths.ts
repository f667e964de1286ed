import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Growth } from '../../../lib/domain/growth.ts';
import { shardsOfNewWallets } from '../../../lib/domain/growth.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import { ShardUnavailable } from '../../../lib/remote/shard-errors.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import * as growing from '../../../lib/usecases/grow.ts';
import { startMovers } from '../../../lib/usecases/start-movers.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import type { Faults } from './faults.ts';
import { type GrowthDraws, growthDrawsOf } from './growth-draws.ts';
import type { Plan } from './plan.ts';
import type { Promises } from './promises.ts';
import { entriesTableOf, type SimulatedDatabase } from './simulated-database.ts';
import { SimulatedMovers } from './simulated-movers.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import type { System } from './system.ts';
import { treasuryOf } from './treasury.ts';

const OWNER = 'ann';
/** How often a growth is looked after: by the sweeper, and by an operator once the faults are over. */
const AGAIN_MS = 15_000;
const CREATED_AGAIN_MS = 1_000;
const SPEEDS = [1, 5, 100, 1_000];

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly shards: SimulatedShards;
  readonly promises: Promises;
}

/**
 * The changes of the number of shards in one schedule: operators who begin, turn back, pause and end them,
 * the movers of each, and all wallets in the directory.
 */
export class SimulatedGrowths {
  readonly #environment: Environment;
  readonly #draws: GrowthDraws | undefined;
  readonly #random: Random;
  readonly #growths: Growths;
  readonly #directory: Directory;
  readonly #movers: SimulatedMovers;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { plan, execute, system, faults } = environment;
    this.#draws = growthDrawsOf(plan);
    this.#random = new Random(plan.seed + 15);
    const documents = memoryDocuments(execute, async () => {
      if (faults.happens('failedBeforeWrite')) throw new Error('no response of the database');
    });
    this.#growths = new Growths(documents, system.directory);
    this.#directory = new Directory(memoryDocuments(execute), system.directory);
    this.#movers = new SimulatedMovers({ ...environment, random: this.#random, dies: this.#draws?.dies ?? [] });
  }

  /** Whether the number of shards changes in this schedule. */
  get areDrawn(): boolean {
    return this.#draws !== undefined;
  }

  /** Writes the wallets of the start to the directory, and lets all else come at its time. */
  async begin(): Promise<void> {
    const { plan, shards, system, execute } = this.#environment;
    const draws = this.#draws;
    if (!draws) return;
    await new Growths(memoryDocuments(execute), system.directory).settle(plan.shards, Date.now());
    for (const [n, at] of plan.opened.entries())
      if (at === 0) await this.#claim(String(n), 'ACTIVE', currencyOf(plan, n));
    const treasury = treasuryOf(plan);
    if (treasury) await this.#claim(treasury.walletId, 'ACTIVE', treasury.currency);
    const within = (at: number, run: () => Promise<unknown>) => setTimeout(() => void run().catch(() => {}), at);
    for (const at of draws.acts) within(at, () => this.#act(draws.addresses));
    for (const { shard, at } of draws.movers) within(at, () => this.#startMover(shard));
    for (const { wallet, at } of draws.creations) within(at, () => this.#createLate(String(wallet)));
    for (const { wallet, at } of draws.reads) within(at, () => this.#read(String(wallet)));
    for (const { shard, at, forMs } of draws.outages) {
      const host = `shard-${shard}`;
      setTimeout(() => shards.down.add(host), at);
      setTimeout(() => shards.down.delete(host), at + forMs);
    }
    this.#lookAfter(AGAIN_MS);
  }

  /** Creates a wallet as the orchestrator does: it is claimed, and then created on the shard of its claim. */
  async create(walletId: string): Promise<void> {
    const { plan, shards, execute, system } = this.#environment;
    const claim = await this.#claim(walletId, 'CREATING', currencyOf(plan, Number(walletId)));
    for (;;) {
      try {
        await shards.called.createWallet(claim, Date.now());
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, CREATED_AGAIN_MS));
      }
    }
    // As the state machine does.
    await memoryDocuments(execute).send(
      new UpdateCommand({
        TableName: system.directory,
        Key: { wallet_id: walletId },
        UpdateExpression: 'SET #status = :active REMOVE #open, due_at',
        ExpressionAttributeNames: { '#status': 'status', '#open': 'open' },
        ExpressionAttributeValues: { ':active': 'ACTIVE' },
      }),
    );
  }

  /** Checks that each wallet is where it belongs, once nothing is in flight. */
  async checkTheEnd(): Promise<void> {
    if (!this.#draws) return;
    const { database, system, promises } = this.#environment;
    const growth = await this.#growths.get();
    promises.moves.atTheEnd({
      shards: database.shardTables.map((table) => database.items(table)),
      directory: database.items(system.directory),
      entries: (walletId, shard) => promises.statements.lastIn(entriesTableOf(`shard-${shard}`), walletId),
      to: growth?.state === 'finished' ? growth.to : undefined,
    });
  }

  async #claim(walletId: string, status: 'ACTIVE' | 'CREATING', currency: string | undefined) {
    const { plan } = this.#environment;
    const growth = await this.#last();
    const shard = shardOf(walletId, shardsOfNewWallets(growth, this.#draws?.addresses ?? plan.shards));
    const createdAt = new Date().toISOString();
    const entry = { walletId, owner: OWNER, shard, status, createdAt, ...(currency !== undefined && { currency }) };
    return (await this.#directory.claim(entry, Date.now())).entry;
  }

  /** A request to create a wallet that comes late finds the wallet, or what it has left. */
  async #createLate(walletId: string): Promise<void> {
    const { plan, shards, database } = this.#environment;
    if (plan.opened[Number(walletId)] !== 0) return;
    const currency = currencyOf(plan, Number(walletId));
    const claim = { walletId, shard: database.homeOf(walletId), ...(currency !== undefined && { currency }) };
    await shards.called.createWallet(claim, Date.now());
  }

  async #read(walletId: string): Promise<void> {
    const { shards, promises } = this.#environment;
    const now = Date.now();
    const money = await shards.called.balance(walletId, now);
    if (!money) promises.moves.heardOfNone(walletId, now);
  }

  /** As the last growth is, read without a fault. */
  #last(): Promise<Growth | undefined> {
    const { execute, system } = this.#environment;
    return new Growths(memoryDocuments(execute), system.directory).get();
  }

  async #startMover(shard: number): Promise<void> {
    const growth = await this.#last();
    if (growth?.state === 'moving') await this.#movers.start({ op: growth.op, shard });
  }

  /** What an operator does who finds the growth as it is. */
  async #act(addresses: number): Promise<void> {
    const random = this.#random;
    const last = await this.#growths.get();
    const stores = { growths: this.#growths, workflow: this.#movers };
    const perSecond = SPEEDS[random.between(0, SPEEDS.length - 1)] ?? 1;
    const begin = (step: growing.Step) =>
      growing.beginGrowth(stores, last, { ...step, perSecond, expected: 0 }, Date.now());
    if (!last || last.state === 'finished') {
      const from = last?.to ?? addresses;
      const to = 1 + ((from - 1 + random.between(1, addresses - 1)) % addresses);
      await begin(growing.nextStep(last, to, addresses));
      return;
    }
    const what = random.between(1, 10);
    if (what <= 5) await begin(growing.stepBack(last));
    else if (last.state === 'paused') await growing.resumeGrowth(stores);
    else if (what <= 7) await growing.pauseGrowth(stores);
    else if (what === 8) await growing.slowGrowth(stores, perSecond);
    else await this.#finish();
  }

  #finish(): Promise<unknown> {
    const { shards } = this.#environment;
    const stores = {
      growths: this.#growths,
      workflow: this.#movers,
      shards: shards.called,
      directory: this.#directory,
    };
    return growing.finishGrowth({ ...stores, audit: async () => true }, Date.now);
  }

  /** The sweeper starts movers again. Once the faults are over, the growth is brought to its end. */
  #lookAfter(inMs: number): void {
    setTimeout(() => {
      void this.#onward()
        .catch((error: unknown) => {
          if (
            !(error instanceof growing.GrowthRefused) &&
            !(error instanceof ShardUnavailable) &&
            this.#environment.faults.over()
          )
            throw error;
        })
        .then(() => this.#lookAfter(AGAIN_MS));
    }, inMs);
  }

  async #onward(): Promise<void> {
    const { faults } = this.#environment;
    const last = await this.#growths.get();
    if (!last || last.state === 'finished') return;
    const stores = { growths: this.#growths, workflow: this.#movers };
    if (faults.over() && last.state === 'paused') await growing.resumeGrowth(stores);
    else if (faults.over() && last.state === 'moved') await this.#finish();
    // An operator may have all of them started again, due or not.
    else
      await startMovers(
        { growths: this.#growths, moveWalletsWorkflow: this.#movers },
        faults.over() ? Number.MAX_SAFE_INTEGER : Date.now(),
      );
  }
}
