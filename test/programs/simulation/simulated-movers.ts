import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import { Json } from '../../../lib/local/aws/json.ts';
import type { SendJson } from '../../../lib/remote/send.ts';
import { WalletMoves } from '../../../lib/remote/wallet-moves.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { moveBatch, mover } from '../../../lib/usecases/move-batch.ts';
import type { MovingShards } from '../../../lib/usecases/move-wallet.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import type { System } from './system.ts';

/** As functions/workflow/move_wallets.ts has it. */
const BUDGET_MS = 20_000;
/** A write of a mover may be as late as its function may run. */
const FUNCTION_MS = 30_000;
/** A request may come again, long after the wallet has moved on. */
const REPEATED_WITHIN_MS = 40_000;

const Task = z.object({ op: z.number(), shard: z.number() });

interface Environment {
  readonly system: System;
  readonly faults: Faults;
  readonly random: Random;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly shards: SimulatedShards;
  /** See GrowthDraws. */
  readonly dies: readonly (number | undefined)[];
}

/** An execution, which may die after some requests and writes. */
interface Run {
  left: number;
  abort?: () => void;
}

/** The executions of the state machine that moves the wallets of one shard. */
export class SimulatedMovers {
  readonly #environment: Environment;
  readonly #running = new AsyncLocalStorage<Run>();
  #starts = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Starts an execution and returns immediately, as StartExecution does. */
  async start(input: { readonly op: number; readonly shard: number }): Promise<void> {
    const { system, dies, faults } = this.#environment;
    const dieAfter = faults.over() ? undefined : dies[this.#starts];
    this.#starts += 1;
    const run: Run = { left: dieAfter ?? Number.POSITIVE_INFINITY };
    this.#running.run(run, () => {
      const { result, abort } = system.move(
        { invoke: (_, payload) => this.#move(payload), dynamodb: noDatabase },
        { ...input },
      );
      run.abort = abort;
      // One that fails is started again by the sweeper.
      result.catch(() => {});
    });
  }

  async #move(payload: Json): Promise<Json> {
    const { system, execute, shards, database, faults, random } = this.#environment;
    const run = this.#running.getStore() ?? { left: Number.POSITIVE_INFINITY };
    const documents = memoryDocuments(
      (operation, input) => this.#written(execute, operation, input),
      () => this.#step(run, true),
    );
    // The write of a mover that comes last is the one that another growth overtakes most easily.
    const last = memoryDocuments(execute, async () => {
      await this.#step(run, true);
      if (faults.happens('writeLate')) await pause(random.between(1, FUNCTION_MS));
    });
    const send: SendJson = async (...request) => {
      await this.#step(run, false);
      if (faults.happens('requestRepeated'))
        setTimeout(() => void shards.send(...request).catch(() => {}), random.between(1, REPEATED_WITHIN_MS));
      return shards.send(...request);
    };
    const moving = new WalletMoves(shards.addresses, async () => 'token', send);
    const stores = {
      shards: system.breakage?.mover?.(boundTo(moving), (...of) => database.itemOf(...of)) ?? moving,
      directory: {
        get: (walletId: string) => new Directory(documents, system.directory).get(walletId),
        moveTo: (...to: Parameters<Directory['moveTo']>) => new Directory(last, system.directory).moveTo(...to),
      },
    };
    const next = await moveBatch(
      {
        growths: new Growths(documents, system.directory),
        shards: shards.through(send),
        move: mover(stores),
      },
      Task.parse(payload),
      { clock: Date.now, budgetMs: BUDGET_MS, pause },
    );
    return Json.parse({ next });
  }

  /** The response to a write may be lost. */
  #written(execute: Execute, ...operation: Parameters<Execute>): ReturnType<Execute> {
    const output = execute(...operation);
    if (this.#environment.faults.happens('failedAfterWrite')) throw new Error('the response of the database is lost');
    return output;
  }

  async #step(run: Run, isWrite: boolean): Promise<void> {
    const { faults, random } = this.#environment;
    if (run.left <= 0) {
      run.abort?.();
      await new Promise(() => {});
    }
    run.left -= 1;
    if (!isWrite) return;
    const most = random.chance(0.5) ? 300 : FUNCTION_MS;
    if (faults.happens('writeLate')) await pause(random.between(1, most));
    if (faults.happens('failedBeforeWrite')) throw new Error('no response of the database');
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The calls of a mover, for one that does some of them otherwise. */
function boundTo(moves: WalletMoves): MovingShards {
  return {
    count: moves.count,
    place: (...asked) => moves.place(...asked),
    mark: (...asked) => moves.mark(...asked),
    put: (...asked) => moves.put(...asked),
    tomb: (...asked) => moves.tomb(...asked),
    stay: (...asked) => moves.stay(...asked),
    entries: (...asked) => moves.entries(...asked),
    copyEntries: (...asked) => moves.copyEntries(...asked),
  };
}

async function noDatabase(): Promise<Json> {
  throw new Error('the state machine of a move writes nothing');
}
