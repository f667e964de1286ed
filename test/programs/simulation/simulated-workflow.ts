import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import { Json } from '../../../lib/local/aws/json.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { Shards } from '../../../lib/remote/shards.ts';
import type { Captures } from '../../../lib/store/journal/captures.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import type { Refunds } from '../../../lib/store/journal/refunds.ts';
import { HoldTask, holdTransfer } from '../../../lib/usecases/hold.ts';
import { ReserveTask, reserveTransfer } from '../../../lib/usecases/reserve.ts';
import { SettleTask, settleTransfer } from '../../../lib/usecases/settle.ts';
import type { Execute, Input } from '../../support/memory-dynamodb/client.ts';
import type { Faults } from './faults.ts';
import type { Plan } from './plan.ts';
import type { System } from './system.ts';

const DatabaseInput = z.custom<Input>();
const RunInput = z.object({ from_id: z.string(), tx_id: z.string() });

const OPERATIONS = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
} as const;

/** A run of the workflow, which may die after some tasks. */
interface Run {
  tasksLeft: number;
  abort?: () => void;
}

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly shards: Shards;
  readonly journal: Journal;
  readonly refunds: Refunds;
  readonly captures: Captures;
  /** The journal of the hold task, whose writes may be late or lost. */
  readonly holdJournal: Journal;
}

/** The workflow of one schedule. The plan has the runs that die. */
export class SimulatedWorkflow {
  readonly #environment: Environment;
  readonly #running = new AsyncLocalStorage<Run>();
  #runs = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * Starts a run and returns immediately, as StartExecution does.
   * @param ended is told of the end of a run that does not die
   */
  start(
    transfer: { fromId: string; txId: string; queuedMs?: number; diesAfter?: number },
    ended: () => void = () => {},
  ): void {
    const { faults, plan, system } = this.#environment;
    const number = this.#runs++;
    const crash = faults.over() ? undefined : plan.crashes.find(({ run }) => run === number);
    const diesAfter = faults.over() ? undefined : (crash?.afterTasks ?? transfer.diesAfter);
    const run: Run = { tasksLeft: diesAfter ?? Number.POSITIVE_INFINITY };
    const input = { from_id: transfer.fromId, tx_id: transfer.txId };
    const begin = () =>
      this.#running.run(run, () => {
        const { result, abort } = system.run(this.#tasks, RunInput.parse(input));
        run.abort = abort;
        // The result of a run does not matter, only its writes do.
        result.then(ended, ended);
      });
    if (transfer.queuedMs) setTimeout(begin, transfer.queuedMs);
    else begin();
  }

  /** Starts a run and waits for its end, as StartSyncExecution does. @returns false if the caller gives up before */
  runToEnd(transfer: { fromId: string; txId: string }, giveUp: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      giveUp.addEventListener('abort', () => resolve(false));
      this.start(transfer, () => resolve(true));
    });
  }

  readonly #tasks: Tasks = {
    invoke: (functionName, payload) =>
      this.#unlessDead(async () => {
        if (functionName.endsWith('-reserve')) return Json.parse(await this.#reserve(payload));
        return Json.parse(await (functionName.endsWith('-hold') ? this.#hold(payload) : this.#settle(payload)));
      }),
    dynamodb: (action, parameters) =>
      this.#unlessDead(async () => {
        const { faults } = this.#environment;
        if (faults.happens('throttled')) throw named('DynamoDB.ProvisionedThroughputExceededException');
        const output = this.#integration(OPERATIONS[action], DatabaseInput.parse(parameters));
        if (faults.happens('failedAfterWrite')) throw named('DynamoDB.InternalServerErrorException');
        return output;
      }),
  };

  // As functions/workflow wires them.
  async #reserve(payload: Json): Promise<object> {
    const { shards, refunds, system } = this.#environment;
    const run = (from: Json) => reserveTransfer({ shards, refunds }, ReserveTask.parse(from), Date.now, () => {});
    return system.breakage?.reserve?.(payload, run) ?? run(payload);
  }

  async #settle(payload: Json): Promise<object> {
    const { shards, journal, refunds, system } = this.#environment;
    const settling = { shards, journal, refunds };
    const changed = system.breakage?.settle?.(settling, payload) ?? settling;
    return settleTransfer(changed, SettleTask.parse(payload), Date.now, () => {});
  }

  async #hold(payload: Json): Promise<object> {
    const { shards, holdJournal: journal, captures, system, faults, plan } = this.#environment;
    const holding = { shards, journal, captures };
    const changed = system.breakage?.hold?.(holding, payload) ?? holding;
    const clock = () => faults.reading(plan.skewMs);
    return { next: await holdTransfer(changed, HoldTask.parse(payload), clock, () => {}) };
  }

  /**
   * Does the task unless the run is dead. A run that dies after the task never receives its result.
   */
  async #unlessDead(task: () => Promise<Json>): Promise<Json> {
    const run = this.#running.getStore();
    if (run && run.tasksLeft <= 0) return this.#die(run);
    if (run) run.tasksLeft--;
    const result = await task();
    return run && run.tasksLeft <= 0 ? this.#die(run) : result;
  }

  #die(run: Run): Promise<never> {
    run.abort?.();
    return new Promise(() => {});
  }

  #integration(operation: string, input: Input): Json {
    try {
      return Json.parse(this.#environment.execute(operation, input));
    } catch (error) {
      if (error instanceof Error) error.name = `DynamoDB.${error.name}`;
      throw error;
    }
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
