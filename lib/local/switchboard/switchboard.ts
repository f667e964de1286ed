import type { Faults } from '../../web/console/contract.ts';
import { ORCHESTRATOR } from '../cells/cell.ts';
import type { ToCell } from '../cells/cell-settings.ts';
import type { Part } from '../cells/outages.ts';
import type { Child } from '../processes/child.ts';

type Process = Faults['processes'][number];

/** What was asked for does not fit the state of the process. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** What is known of a process beside whether it runs. */
interface Known {
  state: Process['state'];
  since: number;
  error?: string;
  back?: { readonly at: number; readonly timer: NodeJS.Timeout };
  readonly outages: Map<Part, number>;
  /** Raised by everything that is asked for, so that what was asked for before has no effect later. */
  turn: number;
}

/**
 * Stops, kills and starts the processes of a local stack, and takes their parts out of reach, while
 * transfers run. Nothing of it can lose money: that is what it shows.
 */
export class Switchboard {
  readonly #children: ReadonlyMap<string, Child>;
  readonly #known = new Map<string, Known>();
  readonly #now: () => number;

  /** @param now ms since 1970 */
  constructor(children: ReadonlyMap<string, Child>, now = Date.now) {
    this.#children = children;
    this.#now = now;
    for (const name of children.keys())
      this.#known.set(name, { state: 'running', since: now(), outages: new Map(), turn: 0 });
  }

  get faults(): Faults {
    const now = this.#now();
    for (const name of this.#known.keys()) this.#find(name);
    return {
      at: iso(now),
      processes: [...this.#known].map(([name, { state, since, error, back, outages }]) => ({
        name,
        state,
        since: iso(since),
        ...(back && { back_at: iso(back.at) }),
        ...(error !== undefined && { error }),
        outages: [...outages].filter(([, until]) => until > now).map(([part, until]) => ({ part, until: iso(until) })),
      })),
    };
  }

  /** @throws NotNow if it does not run */
  async stop(name: string): Promise<void> {
    const { child, known } = this.#running(name);
    this.#becomes(known, 'stopped');
    await child.stop();
  }

  /** Begins to start it. @throws NotNow if it runs or starts already */
  start(name: string): void {
    const { child, known } = this.#find(name);
    if (known.state !== 'stopped') throw new NotNow(`${name} runs already`);
    const turn = this.#becomes(known, 'starting');
    child.start().then(
      () => {
        if (known.turn === turn) this.#becomes(known, 'running');
      },
      (error: unknown) => {
        if (known.turn !== turn) return;
        this.#becomes(known, 'stopped');
        known.error = String(error);
      },
    );
  }

  /**
   * Kills it as a crash would, now or in the middle of the next transfer.
   * @throws NotNow if it does not run, or has no transfers
   */
  async kill(name: string, when: 'now' | 'mid_transfer', backAfterMs: number | undefined): Promise<void> {
    const { child, known } = this.#running(name);
    if (when === 'now') {
      this.#gone(name, known, backAfterMs);
      await child.kill();
      return;
    }
    if (name !== ORCHESTRATOR) throw new NotNow(`only the ${ORCHESTRATOR} has transfers to be killed in`);
    const turn = this.#becomes(known, 'dying');
    const end = child.end();
    const message: ToCell = { kind: 'die' };
    child.send(message);
    end.then(() => {
      if (known.turn === turn) this.#gone(name, known, backAfterMs);
    });
  }

  /** @throws NotNow if it does not run */
  outage(name: string, part: Part, ms: number): void {
    const { child, known } = this.#running(name);
    known.outages.set(part, this.#now() + ms);
    const message: ToCell = { kind: 'outage', part, ms };
    child.send(message);
  }

  /** Starts nothing more by itself. */
  close(): void {
    for (const known of this.#known.values()) clearTimeout(known.back?.timer);
  }

  #gone(name: string, known: Known, backAfterMs: number | undefined): void {
    this.#becomes(known, 'stopped');
    if (backAfterMs === undefined) return;
    const timer = setTimeout(() => this.start(name), backAfterMs);
    known.back = { at: this.#now() + backAfterMs, timer };
  }

  /** @returns the new turn */
  #becomes(known: Known, state: Process['state']): number {
    clearTimeout(known.back?.timer);
    delete known.back;
    delete known.error;
    if (state === 'stopped' || state === 'starting') known.outages.clear();
    known.state = state;
    known.since = this.#now();
    known.turn += 1;
    return known.turn;
  }

  #running(name: string) {
    const found = this.#find(name);
    if (found.known.state === 'stopped') throw new NotNow(`${name} does not run`);
    return found;
  }

  #find(name: string) {
    const [child, known] = [this.#children.get(name), this.#known.get(name)];
    if (!child || !known) throw new NotNow(`there is no process ${name} here`);
    // A change of a serverless file restarts a process too, whatever was asked for here.
    const runs = child.pid !== undefined;
    if (runs && known.state === 'stopped') this.#becomes(known, 'running');
    else if (!runs && known.state === 'running') this.#becomes(known, 'stopped');
    return { child, known };
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
