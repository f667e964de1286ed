import { execFile } from 'node:child_process';
import { NODE_COMPILE_CACHE, PROJECT } from '../../../lib/local/processes/project.ts';
import type { Random } from '../../support/random.ts';
import { OPERATOR_PROGRAM } from './operator-audit.ts';
import { pause } from './pause.ts';

/** A run of the operators' program. Times are ms since 1970. */
export interface OperatorRun {
  /** The words of the command with its arguments and options. */
  readonly words: readonly string[];
  /** It is unique to the run. */
  readonly reason: string;
  readonly asked: number;
  readonly ended: number;
  /** The exit status; undefined if it was killed. */
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** The share of runs that are killed, and when, in ms after their start. */
const KILLED = 0.2;
const KILLED_AFTER_MS = [300, 3_000] as const;
const RETRY_AFTER_MS = 500;
const TIMEOUT_MS = 90_000;
const MAX_BYTES = 100_000_000;

/** Operators at their shells. During the faults some of their processes are killed. */
export class OperatorRuns {
  readonly all: OperatorRun[] = [];
  /** Whether runs are killed. */
  isHarmful = false;
  readonly #environment: Record<string, string | undefined>;
  readonly #random: Random;

  /** @param environment that of the operators' program */
  constructor(environment: Record<string, string | undefined>, random: Random) {
    this.#environment = { ...environment, NODE_COMPILE_CACHE };
    this.#random = random;
  }

  get killed(): number {
    return this.all.filter(({ code }) => code === undefined).length;
  }

  /** Runs a command once, with a reason of its own. */
  async run(words: readonly string[]): Promise<OperatorRun> {
    const reason = `chaos ${this.all.length}`;
    const asked = Date.now();
    const index = this.all.push({ words, reason, asked, ended: Infinity, code: undefined, out: '', err: '' }) - 1;
    const isKilled = this.isHarmful && this.#random.chance(KILLED);
    const killedAfter = isKilled ? this.#random.between(...KILLED_AFTER_MS) : TIMEOUT_MS;
    const ended = await this.#execute(['--json', ...words, '--reason', reason], killedAfter);
    const run = { words, reason, asked, ended: Date.now(), ...ended };
    this.all[index] = run;
    return run;
  }

  /** Runs a command until a run says how it ended. @returns undefined if none does before the signal */
  async until<T>(
    words: readonly string[],
    read: (run: OperatorRun) => T | undefined,
    giveUp: AbortSignal,
  ): Promise<T | undefined> {
    for (; !giveUp.aborted; await pause(RETRY_AFTER_MS, giveUp)) {
      const result = read(await this.run(words));
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** Runs a command that only reads. @throws Error if it prints nothing */
  async read(words: readonly string[]): Promise<unknown> {
    const { out, err } = await this.#execute(['--json', ...words], TIMEOUT_MS);
    // One that finds something wrong prints it, and exits with 1.
    if (out === '') throw new Error(`${words.join(' ')}: ${err}`);
    return JSON.parse(out);
  }

  #execute(words: readonly string[], killedAfterMs: number): Promise<Pick<OperatorRun, 'code' | 'out' | 'err'>> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [OPERATOR_PROGRAM, ...words],
        {
          ...{ cwd: PROJECT, env: this.#environment, maxBuffer: MAX_BYTES },
          ...{ timeout: killedAfterMs, killSignal: 'SIGKILL' },
        },
        (error, out, err) => {
          const code = error === null ? 0 : error.code;
          resolve({ code: typeof code === 'number' ? code : undefined, out, err });
        },
      );
    });
  }
}
