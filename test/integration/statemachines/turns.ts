import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '../../../lib/local/aws/json.ts';
import type { Ending, Runner } from './runner.ts';

interface Player {
  readonly waiting: (() => Promise<void>)[];
  ending?: Ending;
}

/** Several concurrent runs. Each makes its next call only when it is its turn. */
export class Turns {
  readonly #players: Player[];

  /** Starts a run on each runner. */
  constructor(runners: readonly Runner[], input: Json) {
    this.#players = runners.map((runner) => {
      const player: Player = { waiting: [] };
      runner.schedule = (act) =>
        new Promise((resolve, reject) => {
          player.waiting.push(() => act().then(resolve, reject));
        });
      // A run never rejects: how it ended is its result.
      void runner.run(input).then((ending) => {
        player.ending = ending;
      });
      return player;
    });
  }

  /**
   * Lets the run of this number make its next call.
   * @returns false if the run has ended
   */
  async step(number: number): Promise<boolean> {
    const player = this.#players[number];
    if (!player) throw new Error(`there is no run ${number}`);
    while (player.waiting.length === 0 && !player.ending) await turn();
    const next = player.waiting.shift();
    await next?.();
    return next !== undefined;
  }

  /** Lets the run continue to its end, alone. */
  async finish(number: number): Promise<Ending> {
    while (await this.step(number));
    const ending = this.#players[number]?.ending;
    if (!ending) throw new Error(`run ${number} has no call left and has not ended`);
    return ending;
  }
}
