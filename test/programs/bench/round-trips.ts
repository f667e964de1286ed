import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'node:http';
import * as z from 'zod';

/**
 * One call and its response over the network. `after`: of the round trips that it waited for, the
 * one with the longest row.
 */
export interface RoundTrip {
  readonly name: string;
  readonly after: RoundTrip | undefined;
  /** The number of round trips in the row, including this one. */
  readonly depth: number;
}

/**
 * The header with the number of the round trip that a request belongs to. Requests without it are
 * the bench's own.
 */
export const ROUND_TRIP = 'x-bench-round-trip';

/** The header of a response to a request that belongs to no work: many requests share it. */
export const SHARED = 'x-bench-shared';

/**
 * The last round trip that one piece of work (a request to a service, a run of a state machine) has
 * waited for.
 */
interface Work {
  last: RoundTrip | undefined;
  /** No client waits for it: its calls of DynamoDB are counted, and they are no round trips. */
  readonly unattended?: true;
}

/**
 * Follows work from call to call through this process, over HTTP too, and records its round trips.
 * A round trip is a request to a shard's API, a call of DynamoDB or Step Functions, or a state
 * machine's call of a function. It comes after another one if the same piece of work had the
 * other's response before, or if the other began this piece of work. So parallel calls count once,
 * by the longer.
 */
export class RoundTrips {
  readonly #work = new AsyncLocalStorage<Work | undefined>();
  readonly #made: RoundTrip[] = [];
  /** Work that a request has begun, by the request's number. */
  readonly #begun = new Map<string, Work>();
  #requests = 0;
  readonly #waiting = new WeakMap<object, (isShared: boolean) => void>();
  readonly #subscribed = [
    ['http.client.request.created', (message: unknown) => this.#sending(Sent.parse(message).request)],
    ['http.client.response.finish', (message: unknown) => this.#responded(Ended.parse(message))],
    ['http.server.request.start', (message: unknown) => this.#received(Received.parse(message).request)],
  ] as const;

  start(): void {
    for (const [name, listener] of this.#subscribed) subscribe(name, listener);
  }

  stop(): void {
    for (const [name, listener] of this.#subscribed) unsubscribe(name, listener);
  }

  /**
   * Runs an operation of a client.
   * @returns its result, and the last round trip that it waited for
   */
  async follow<T>(run: () => Promise<T>): Promise<{ result: T; last: RoundTrip | undefined }> {
    const work: Work = { last: undefined };
    const result = await this.#work.run(work, run);
    return { result, last: work.last };
  }

  /** Whether the current call belongs to followed work. */
  get following(): boolean {
    const work = this.#work.getStore();
    return work !== undefined && !work.unattended;
  }

  /** Runs work that no client waits for. */
  unattended<T>(run: () => T): T {
    return this.#work.run({ last: undefined, unattended: true }, run);
  }

  /** Runs something that is not part of the work. */
  aside<T>(run: () => T): T {
    return this.#work.run(undefined, run);
  }

  /** A call that is not HTTP on this machine, but is when deployed. */
  async call<T>(name: string, run: () => Promise<T>): Promise<T> {
    const caller = this.#work.getStore();
    if (!caller) return run();
    const trip = this.#make(name, caller);
    const begun: Work = { last: trip };
    try {
      return await this.#work.run(begun, run);
    } finally {
      caller.last = deeper(caller.last, begun.last);
    }
  }

  /** All round trips since the last call of this method, and the longest row of them in order. */
  taken(): { all: RoundTrip[]; row: RoundTrip[] } {
    const all = this.#made.splice(0);
    this.#begun.clear();
    const row: RoundTrip[] = [];
    let trip = all.reduce<RoundTrip | undefined>(deeper, undefined);
    for (; trip; trip = trip.after) row.unshift(trip);
    return { all, row };
  }

  #make(name: string, { last, unattended }: Work): RoundTrip {
    const trip = { name, after: last, depth: (last?.depth ?? 0) + 1 };
    if (!unattended) this.#made.push(trip);
    return trip;
  }

  #forget(trip: RoundTrip): void {
    const at = this.#made.indexOf(trip);
    if (at >= 0) this.#made.splice(at, 1);
  }

  #sending(request: ClientRequest): void {
    const caller = this.#work.getStore();
    if (!caller) return;
    const target = request.getHeader('x-amz-target');
    const name = typeof target === 'string' ? callName(target) : `${request.method} ${request.path}`;
    const trip = this.#make(name, caller);
    const begun: Work = { last: trip };
    this.#requests += 1;
    const id = String(this.#requests);
    this.#begun.set(id, begun);
    request.setHeader(ROUND_TRIP, id);
    this.#waiting.set(request, (isShared) => {
      if (isShared) this.#forget(trip);
      else caller.last = deeper(caller.last, begun.last);
    });
  }

  #received(request: IncomingMessage): void {
    this.#work.enterWith(this.#begun.get(String(request.headers[ROUND_TRIP])));
  }

  #responded({ request, response }: z.infer<typeof Ended>): void {
    this.#waiting.get(request)?.(response.headers[SHARED] !== undefined);
  }
}

/** `DynamoDB_20120810.GetItem` is `DynamoDB GetItem`. */
function callName(target: string): string {
  return target.replace(/^(AWS|Amazon)?(\w+?)(_\d+)?\./, '$2 ');
}

function deeper(a: RoundTrip | undefined, b: RoundTrip | undefined): RoundTrip | undefined {
  return (b?.depth ?? 0) > (a?.depth ?? 0) ? b : a;
}

const Sent = z.object({ request: z.custom<ClientRequest>((value) => value instanceof ClientRequest) });
const Ended = Sent.extend({ response: z.custom<IncomingMessage>((value) => value instanceof IncomingMessage) });
const Received = z.object({ request: z.custom<IncomingMessage>((value) => value instanceof IncomingMessage) });
