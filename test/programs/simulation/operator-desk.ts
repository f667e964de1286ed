import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { MibError } from '../../../lib/domain/errors.ts';
import type { Execute } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';
import { dyingDocuments } from './dying-documents.ts';
import type { Faults } from './faults.ts';
import { FAULTS_MS, type Plan } from './plan.ts';

/** The operators of a schedule. The names are the ends of their identities. */
export const OPERATORS = ['arn:aws:sts::1:assumed-role/money/olga', 'arn:aws:sts::1:assumed-role/money/piet'] as const;

const GIVEN_AGAIN_MS = 1_100;
const SLEEP_MS = 3_000;

interface Environment {
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly random: Random;
}

/** Where operators give commands. A command is a process, which may die: it is given again until it ends. */
export class OperatorDesk {
  /** The database, of commands that may die at any operation. */
  readonly documents: DynamoDBDocumentClient;
  /** The same, of commands on a machine that sleeps between two operations: payments come between them. */
  readonly sleepyDocuments: DynamoDBDocumentClient;
  readonly random: Random;
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.random = environment.random;
    const mortal = { ...environment, happens: (often: number) => this.#happens(often) };
    this.documents = dyingDocuments(mortal);
    this.sleepyDocuments = dyingDocuments({ ...mortal, longestMs: SLEEP_MS });
  }

  /** The time by the clock of an operator's machine. */
  now(): number {
    return this.#environment.faults.reading(this.#environment.plan.skewMs);
  }

  id(now = Date.now()): string {
    return ulid(now, () => this.random.next());
  }

  operator(): string {
    return OPERATORS[this.random.between(0, OPERATORS.length - 1)] ?? OPERATORS[0];
  }

  /** A moment that most commands have in common, so that they meet. */
  moment(together: number): number {
    if (this.random.chance(0.7)) return together + this.random.between(0, 30);
    return this.random.between(0, FAULTS_MS / 2);
  }

  /**
   * Gives a command until it ends. After the faults it is given once more.
   * @returns undefined if it was refused, or if the operator has given up
   */
  async untilItEnds<T>(command: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await command();
      } catch (error) {
        const isRefused = error instanceof MibError && error.code !== 'unavailable';
        if (isRefused || Date.now() > this.#environment.faults.until + FAULTS_MS) return undefined;
        await new Promise((resolve) => setTimeout(resolve, GIVEN_AGAIN_MS));
      }
    }
  }

  #happens(probability: number): boolean {
    const { plan, faults } = this.#environment;
    return this.random.chance(probability * plan.faults) && !faults.over();
  }
}
