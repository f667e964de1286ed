import { ulid } from 'ulid';
import { MibError } from '../../../lib/domain/errors.ts';
import type { Credit } from '../../../lib/domain/legs.ts';
import { Directory } from '../../../lib/store/directory.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { endStripes, stripeWallet } from '../../../lib/usecases/stripe-wallet.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import { dyingDocuments } from './dying-documents.ts';
import type { Faults } from './faults.ts';
import type { Plan } from './plan.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import { type DrawnPayment, type StripeDraws, stripeDrawsOf } from './stripe-draws.ts';
import type { System } from './system.ts';

const OWNER = 'ann';
const COMMANDED_AGAIN_MS = 900;
/** How often a transfer is accepted by an instance that has just started, and reads the list of stripes anew. */
const FRESH = 0.4;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly shards: SimulatedShards;
}

/** A payment that its payee gives back, in part. */
interface Refunded {
  readonly payeeId: string;
  readonly txId: string;
  readonly percent: number;
  readonly at: number;
}

/** The wallet of one schedule that operators give stripes, and its traffic. */
export class SimulatedStripes {
  readonly #environment: Environment;
  readonly #random: Random;
  readonly #draws: StripeDraws | undefined;
  /** The list as an instance has it that has run for long. */
  readonly #old: StripedWallets;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { plan } = environment;
    this.#draws = stripeDrawsOf(plan);
    this.#random = new Random(plan.seed + 22);
    this.#old = this.#list();
  }

  /** Who accepts a transfer: one of several instances, each with a list of its own. Undefined without stripes. */
  get accepting(): Pick<StripedWallets, 'onStripes'> | undefined {
    if (!this.#draws) return undefined;
    return {
      onStripes: (txId: string, credits: readonly Credit[], now: number) =>
        (this.#random.chance(FRESH) ? this.#list() : this.#old).onStripes(txId, credits, now),
    };
  }

  /** Writes the wallet to the directory, and lets all else come at its time. */
  async begin(): Promise<void> {
    const { system, plan, execute, database, shards } = this.#environment;
    const draws = this.#draws;
    if (!draws) return;
    const { walletId, commands, reads } = draws;
    const directory = new Directory(memoryDocuments(execute), system.directory);
    const currency = currencyOf(plan, Number(walletId));
    const createdAt = new Date().toISOString();
    const entry = { walletId, owner: OWNER, shard: database.homeOf(walletId), status: 'ACTIVE' as const, createdAt };
    await directory.claim({ ...entry, ...(currency !== undefined && { currency }) }, Date.now());
    for (const { at, into } of commands) setTimeout(() => void this.#command(walletId, into), at);
    for (const at of reads) setTimeout(() => void shards.called.balance(walletId, Date.now()).catch(() => {}), at);
  }

  /** Accepts the payments. @returns those that are given back */
  pay(journal: Journal, workflow: Pick<SimulatedWorkflow, 'start'>): Refunded[] {
    const { plan } = this.#environment;
    const ids = new Random(plan.seed + 23);
    return (this.#draws?.payments ?? []).flatMap((payment) => {
      const txId = ulid(Date.now() + payment.at, () => ids.next());
      setTimeout(() => void this.#accept(journal, workflow, txId, payment), payment.at);
      const { refunded: percent, to: payeeId, at } = payment;
      return percent === undefined ? [] : { payeeId, txId, percent, at };
    });
  }

  async #accept(
    journal: Journal,
    workflow: Pick<SimulatedWorkflow, 'start'>,
    txId: string,
    { from: fromId, to: toId, amount, startLost, againMs }: DrawnPayment,
  ): Promise<void> {
    const currency = currencyOf(this.#environment.plan, Number(fromId));
    await journal.create({ fromId, txId, amount, credits: [{ toId, amount }], currency }, Date.now());
    if (!startLost) workflow.start({ fromId, txId });
    if (againMs !== undefined) setTimeout(() => workflow.start({ fromId, txId }), againMs);
  }

  /** An operator gives the command again until it has ended. Its process may die anywhere. */
  async #command(walletId: string, into: number): Promise<void> {
    const { system, execute, faults, shards } = this.#environment;
    const random = this.#random;
    const happens = (probability: number) => !faults.over() && random.chance(probability);
    const documents = dyingDocuments({ execute, random, happens });
    const ports = {
      shards: shards.called,
      directory: new Directory(documents, system.directory),
      striped: new StripedWallets(documents, system.directory),
    };
    try {
      if (into === 1) await endStripes(ports, walletId);
      else await stripeWallet(ports, walletId, into, Date.now());
    } catch (error) {
      if (isClosed(error)) return;
      setTimeout(() => void this.#command(walletId, into), COMMANDED_AGAIN_MS);
    }
  }

  #list(): StripedWallets {
    const { system, execute } = this.#environment;
    return new StripedWallets(memoryDocuments(execute), system.directory);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof MibError && error.code === 'wallet_closed';
}
