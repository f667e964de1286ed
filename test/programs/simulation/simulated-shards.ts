import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { Response } from '../../../lib/lambda/http/response.ts';
import { Shards } from '../../../lib/remote/shards.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { shardInDirectory } from '../../../lib/store/shard-in-directory.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import { holdsOf } from './items.ts';
import { virtualNetwork } from './network.ts';
import type { Plan } from './plan.ts';
import { handleAtShard } from './shard.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { System } from './system.ts';

/** The maximal number of holds of a wallet, below the number of transfers. */
export const HOLD_LIMITS: HoldLimits = { all: 3, beforeDebit: 1, authorised: 2 };
/**
 * Wallets drop tombstones as early as possible and store very few, so that the fence must replace
 * them.
 */
const LIMITS = { pruneFrom: 1, tombstoneLimits: { from: 3, keep: 1 }, holdLimits: HOLD_LIMITS };

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly random: Random;
  readonly database: SimulatedDatabase;
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
  #opened = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { system, database, faults, random } = environment;
    // Another write may come between two operations of a shard.
    const documents = memoryDocuments(database.execute, async () => {
      if (this.#opened && faults.happens('writeLate'))
        await new Promise((resolve) => setTimeout(resolve, random.between(1, 300)));
    });
    const { shardTables } = database;
    this.#wallets = shardTables.map((table) => new ShardWallets(documents, table, LIMITS));
    this.#controls = shardTables.map((table) => new ShardControls(documents, table));
    const servers = shardTables.map(
      (_, n) => [`shard-${n}`, (path: string, body: object) => this.#handle(n, path, body)] as const,
    );
    this.called = new Shards(
      shardTables.map((name) => `http://${name}`),
      async () => 'token',
      shardInDirectory(memoryDocuments(database.execute), system.directory),
      virtualNetwork(new Map(servers), faults, this.down),
    );
  }

  /** From now on writes may be late. */
  open(): void {
    this.#opened = true;
  }

  /** The wallets of the shard that has a wallet. */
  of(walletId: string): ShardWallets {
    const wallets = this.#wallets[shardOf(walletId, this.#wallets.length)];
    if (!wallets) throw new Error(`no shard has wallet ${walletId}`);
    return wallets;
  }

  /** Releases holds after their deadline, which a shard of mib never does. */
  async expireHolds(): Promise<void> {
    for (const item of this.#environment.database.wallets()) {
      const walletId = item.wallet_id?.S ?? '';
      for (const [txId, hold] of Object.entries(holdsOf(item))) {
        const deadline = Number(hold.M?.deadline?.N);
        if (deadline < Date.now()) await this.of(walletId).rollback(walletId, txId, deadline, Date.now());
      }
    }
  }

  async #handle(shard: number, path: string, body: object): Promise<Response> {
    const [wallets, controls] = [this.#wallets[shard], this.#controls[shard]];
    if (!wallets || !controls) throw new Error(`no shard ${shard}`);
    const { system, faults, plan } = this.#environment;
    const change = system.breakage?.request;
    return handleAtShard({ wallets, controls }, path, change ? change(path, body) : body, faults.reading(plan.skewMs));
  }
}
