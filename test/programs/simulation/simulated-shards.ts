import { ShardControls as ShownControls } from '../../../lib/api/shard-controls.ts';
import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import type { StatementEntry } from '../../../lib/domain/statement.ts';
import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { Response } from '../../../lib/lambda/http/response.ts';
import type { SendJson } from '../../../lib/remote/send.ts';
import { Shards } from '../../../lib/remote/shards.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { shardInDirectory } from '../../../lib/store/shard-in-directory.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { WalletHeads } from '../../../lib/store/wallet-head.ts';
import { memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import { holdsOf } from './items.ts';
import { virtualNetwork } from './network.ts';
import type { Plan } from './plan.ts';
import type { Promises } from './promises.ts';
import { handleAtShard } from './shard.ts';
import { handleMoves, type MovingShard } from './shard-of-moves.ts';
import { entriesTableOf, type SimulatedDatabase } from './simulated-database.ts';
import { stripeDrawsOf } from './stripe-draws.ts';
import type { System } from './system.ts';

/** The maximal number of holds of a wallet, below the number of transfers. */
export const HOLD_LIMITS: HoldLimits = { all: 3, beforeDebit: 1, authorised: 2 };
/**
 * Wallets drop tombstones as early as possible and store very few, so that the fence must replace
 * them.
 */
const LIMITS = { pruneFrom: 1, tombstoneLimits: { from: 3, keep: 1 }, holdLimits: HOLD_LIMITS };

/** How long a function of a shard may run. */
const FUNCTION_MS = 6_000;
/** How often the function of a shard dies before an operation of the database. */
const DIES = 0.03;
/** How long other operations may come between two of a shard where a wallet has stripes. */
const MEANWHILE_MS = 40;
/** How often a function that changes freezes is slow there, and how slow: another change overtakes it. */
const SLOW = 0.1;
const SLOW_MS = 2_000;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly random: Random;
  readonly database: SimulatedDatabase;
  readonly promises: Promises;
}

/** The shards of one schedule, behind a network that fails. */
export class SimulatedShards {
  /** The shards as the orchestrator calls them. */
  readonly called: Shards;
  /** Unreachable shards, by host name. */
  readonly down = new Set<string>();
  readonly #environment: Environment;
  readonly #wallets: readonly ShardWallets[];
  readonly #controls: readonly ShardControls[];
  readonly #moving: readonly MovingShard[];
  /** The same for those who put wallets. */
  readonly #putting: readonly MovingShard[];
  /** The network between the orchestrator and the shards. */
  readonly send: SendJson;
  /** Drawn by themselves where a wallet has stripes, so that other schedules stay what they are. */
  readonly #between: Random | undefined;
  #opened = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { database, faults, random, plan } = environment;
    this.#between = stripeDrawsOf(plan) && new Random(plan.seed + 25);
    // Another write may come between two operations of a shard.
    const before = async () => {
      if (this.#opened && faults.happens('writeLate'))
        await new Promise((resolve) => setTimeout(resolve, random.between(1, 300)));
      await this.#meanwhile();
    };
    const slowly = this.#between && new Random(plan.seed + 27);
    const beforeControls = async () => {
      await before();
      if (this.#opened && slowly && !faults.over() && slowly.chance(SLOW * plan.faults))
        await new Promise((resolve) => setTimeout(resolve, slowly.between(1, SLOW_MS)));
    };
    const documents = memoryDocuments(database.execute, before);
    const ofControls = memoryDocuments(database.execute, beforeControls);
    const { shardTables } = database;
    this.#wallets = shardTables.map((table) => new ShardWallets(documents, table, LIMITS));
    this.#controls = shardTables.map((table) => new ShardControls(ofControls, table));
    this.#moving = this.#movingShards(Statements);
    this.#putting = environment.system.breakage?.trustsEntries ? this.#movingShards(this.#trusted()) : this.#moving;
    const servers = shardTables.map(
      (_, n) => [`shard-${n}`, (path: string, body: object) => this.#handle(n, path, body)] as const,
    );
    this.send = virtualNetwork(new Map(servers), faults, this.down);
    this.called = this.through(this.send);
  }

  /** The base URLs of the shards, by number. */
  get addresses(): readonly string[] {
    return this.#environment.database.shardTables.map((name) => `http://${name}`);
  }

  /** The shards as somebody calls them who sends requests in this way. */
  through(send: SendJson): Shards {
    const { system, database } = this.#environment;
    const stored = shardInDirectory(memoryDocuments(database.execute), system.directory);
    const change = system.breakage?.directory;
    const named: typeof stored = change ? async (walletId) => change(await stored(walletId)) : stored;
    return new Shards(this.addresses, async () => 'token', named, send);
  }

  /** From now on writes may be late. */
  open(): void {
    this.#opened = true;
  }

  /** The wallets of the shard that has a wallet. */
  of(walletId: string): ShardWallets {
    const wallets = this.#wallets[this.#environment.database.shardOf(walletId)];
    if (!wallets) throw new Error(`no shard has wallet ${walletId}`);
    return wallets;
  }

  /** A gather is several operations: others come between them, and its function may die there. */
  async #meanwhile(): Promise<void> {
    const { plan, faults } = this.#environment;
    const random = this.#between;
    if (!this.#opened || !random) return;
    if (!faults.over() && random.chance(DIES * plan.faults)) await new Promise(() => {});
    await new Promise((resolve) => setTimeout(resolve, random.between(0, MEANWHILE_MS)));
  }

  /** Releases holds after their deadline, which a shard of mib never does. */
  async expireHolds(): Promise<void> {
    for (const item of this.#environment.database.wallets()) {
      const id = item.wallet_id?.S ?? '';
      for (const [txId, hold] of Object.entries(holdsOf(item))) {
        const deadline = Number(hold.M?.deadline?.N);
        const wallets = this.of(placeOfItem(id).walletId);
        if (deadline < Date.now()) await wallets.rollback(id, txId, deadline, Date.now());
      }
    }
  }

  async #handle(shard: number, path: string, body: object): Promise<Response> {
    const [wallets, controls] = [this.#wallets[shard], this.#controls[shard]];
    if (!wallets || !controls) throw new Error(`no shard ${shard}`);
    const { system, faults, plan } = this.#environment;
    const { request, response } = system.breakage ?? {};
    const changed = request ? request(path, body) : body;
    const moving = (path === '/api/putwallet' ? this.#putting : this.#moving)[shard];
    const clock = () => faults.reading(plan.skewMs);
    const handled =
      (moving && (await handleMoves(moving, path, changed, clock))) ??
      (await handleAtShard({ wallets, controls }, path, changed, clock()));
    if (/control|close/.test(path)) this.#show(handled);
    return response ? response(path, handled) : handled;
  }

  /** Who asks for the freezes of a wallet, or has changed them, knows what is frozen from now on. */
  #show({ statusCode, body }: Response): void {
    if (statusCode !== 200 || body === undefined) return;
    const { wallet_id: walletId, freeze_change: change } = ShownControls.parse(JSON.parse(body));
    this.#environment.promises.controls.onShown(walletId, change?.version ?? 0);
  }

  /** Statements that say of a wallet that is moving here that all of its entries are there. */
  #trusted(): typeof Statements {
    const { database } = this.#environment;
    return class extends Statements {
      override async latest(walletId: string): Promise<StatementEntry | undefined> {
        const items = database.shardTables.map((_, shard) => database.itemOf(walletId, shard));
        const moving = items.find((item) => item?.spendable && item.to_shard);
        if (!moving?.seq) return super.latest(walletId);
        const balance = BigInt(moving.posted?.N ?? 0);
        return { walletId, seq: Number(moving.seq.N), amount: 0n, balance, postedAt: 0, hash: '' };
      }
    };
  }

  /** A function of a move may be slow between two of its operations. */
  #movingShards(Entries: typeof Statements): MovingShard[] {
    const { database, faults, plan } = this.#environment;
    const random = new Random(plan.seed + 14);
    const documents = memoryDocuments(database.execute, async () => {
      const most = random.chance(0.5) ? 300 : FUNCTION_MS;
      if (faults.happens('writeLate')) await new Promise((resolve) => setTimeout(resolve, random.between(1, most)));
    });
    return database.shardTables.map((table, number) => {
      const statements = new Entries(documents, entriesTableOf(table));
      return {
        ...{ number, statements },
        wallets: new ShardWallets(documents, table, LIMITS),
        stripes: new ShardStripes(documents, table),
        moves: new ShardMoves(documents, table, statements, number),
        heads: new WalletHeads(documents, table),
      };
    });
  }
}
