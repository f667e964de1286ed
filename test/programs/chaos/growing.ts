import type { Growth } from '../../../lib/domain/growth.ts';
import type { Growths } from '../../../lib/store/growths.ts';
import type { OperatorRuns } from './operator-runs.ts';
import { pause } from './pause.ts';

/** The shards that the wallets are on at first, and how many the stack has. */
export const FIRST_SHARDS = 2;
export const SHARDS = 5;

/** One change of the number of shards while everything fails. */
interface Change {
  readonly to: number;
  /** Whether it is turned back once some wallets have moved. */
  readonly back?: boolean;
  /** Whether it is paused meanwhile, and goes on faster. */
  readonly paused?: boolean;
}
const CHANGES: readonly Change[] = [{ to: 3, paused: true }, { to: 5, back: true }, { to: 5 }];
const SLOW = '10';
const FAST = '50';
/** A growth is turned back once this many wallets have moved. */
const SOME = 10;
const LOOK_MS = 500;
/** How long a growth stays as it is. */
const STAYS_MS = 3_000;

/** An operator who changes the number of shards by the operators' program, until each change is done. */
export class Growing {
  /** What was done, for the summary. */
  readonly done: string[] = [];
  /** Audits of a growth that did not balance. */
  readonly unbalanced: string[] = [];
  readonly #runs: OperatorRuns;
  readonly #growths: Pick<Growths, 'get'>;
  readonly #say: (line: string) => void;
  #open: Change | undefined;

  /** @param say is called with a line for each step */
  constructor(runs: OperatorRuns, growths: Pick<Growths, 'get'>, say: (line: string) => void) {
    this.#runs = runs;
    this.#growths = growths;
    this.#say = say;
  }

  /** Carries the changes out, one after the other, until `closing`. */
  async work(closing: AbortSignal): Promise<void> {
    for (const change of CHANGES) {
      if (closing.aborted) return;
      this.#open = change;
      await this.#carryOut(change, closing);
      if (!closing.aborted) this.#open = undefined;
    }
  }

  /** Finishes the change that `closing` interrupted. @throws Error if it is not finished at `giveUp` */
  async settle(giveUp: AbortSignal): Promise<void> {
    const standing = await this.#until(undefined, () => true, giveUp);
    if (this.#open && standing && standing.state !== 'finished') {
      await this.#until(['shards', 'resume'], ({ state }) => state !== 'paused', giveUp);
      await this.#finish(giveUp);
    }
    this.#open = undefined;
    if (giveUp.aborted) throw new Error('the wallets have not moved long after the faults');
  }

  /**
   * Moves the wallets to all shards, unless the faults left time for that, and then to the first ones.
   * @throws Error if that is not finished at `giveUp`
   */
  async growAndShrink(giveUp: AbortSignal): Promise<void> {
    const standing = await this.#until(undefined, () => true, giveUp);
    for (const to of standing?.to === SHARDS ? [FIRST_SHARDS] : [SHARDS, FIRST_SHARDS]) {
      await this.#begin(to, FAST, giveUp);
      await this.#finish(giveUp);
    }
    if (giveUp.aborted) throw new Error(`the wallets have not moved to ${FIRST_SHARDS} shards`);
  }

  async #carryOut({ to, back, paused }: Change, closing: AbortSignal): Promise<void> {
    await this.#begin(to, back || paused ? SLOW : FAST, closing);
    if (paused) {
      await pause(STAYS_MS, closing);
      await this.#until(['shards', 'pause'], ({ state }) => state !== 'moving', closing);
      await pause(STAYS_MS, closing);
      await this.#until(['shards', 'slow', '--per-second', FAST], ({ perSecond }) => perSecond > 10, closing);
      await this.#until(['shards', 'resume'], ({ state }) => state !== 'paused', closing);
    }
    if (back) {
      await this.#until(undefined, (growth) => growth.state !== 'moving' || movedBy(growth) >= SOME, closing);
      await this.#until(['shards', 'back', '--no-wait'], (growth) => growth.to !== to, closing);
    }
    await this.#finish(closing);
  }

  async #begin(to: number, perSecond: string, giveUp: AbortSignal): Promise<void> {
    const words = ['shards', 'grow', '--to', String(to), '--per-second', perSecond, '--no-wait'];
    await this.#until(words, (growth) => growth.to === to, giveUp);
    this.#say(`the wallets begin to move to ${to} shards`);
  }

  async #finish(giveUp: AbortSignal): Promise<void> {
    await this.#until(undefined, ({ state }) => state === 'moved' || state === 'finished', giveUp);
    if (giveUp.aborted) return;
    this.#say('the wallets are moved');
    const growth = await this.#until(['shards', 'finish'], ({ state }) => state === 'finished', giveUp);
    if (!growth || giveUp.aborted) return;
    const { from, to, startedAt, endedAt = startedAt } = growth;
    this.#say(`the growth from ${from} to ${to} shards is finished`);
    const seconds = ((endedAt - startedAt) / 1_000).toFixed(0);
    this.done.push(`${from} to ${to} (${movedBy(growth)} wallets in ${seconds} s)`);
  }

  /** Gives a command until the growth is as it should be; without one, waits for that. */
  async #until(
    words: readonly string[] | undefined,
    isDone: (growth: Growth) => boolean,
    giveUp: AbortSignal,
  ): Promise<Growth | undefined> {
    for (;;) {
      const growth = await this.#growths.get().catch(() => undefined);
      if (giveUp.aborted || (growth && isDone(growth))) return growth;
      const { err } = words ? await this.#runs.run(words) : { err: '' };
      if (err.includes('do not balance')) this.unbalanced.push(err);
      await pause(LOOK_MS, giveUp);
    }
  }
}

function movedBy({ parts }: Growth): number {
  return parts.reduce((sum, { moved }) => sum + moved, 0);
}
