import * as z from 'zod';
import { percentiles } from '../bench/percentiles.ts';

const Asked = z.object({ wallet_id: z.string(), op: z.int() });
const Place = z.object({ state: z.string(), op: z.int() });

/** How long wallets were on no shard while they moved, as the messages between them and the movers tell. */
export class Absences {
  /** When each wallet was marked by an operation, in ms of performance.now(). */
  readonly #marked = new Map<string, number>();
  readonly #ended = new Map<string, { readonly at: number; readonly ms: number }>();

  /**
   * Notes a response of a shard, also one that its caller does not get.
   * @param at when it came, in ms of performance.now()
   */
  heard(path: string, request: Buffer | undefined, response: Buffer, at = performance.now()): void {
    if (path !== MARK && path !== PUT) return;
    const asked = Asked.safeParse(jsonOf(request));
    const place = Place.safeParse(jsonOf(response));
    if (!asked.success || !place.success || place.data.op !== asked.data.op) return;
    const move = `${asked.data.wallet_id} ${asked.data.op}`;
    const since = this.#marked.get(move);
    if (path === MARK && place.data.state === 'moving' && since === undefined) this.#marked.set(move, at);
    if (path === PUT && since !== undefined && !this.#ended.has(move)) this.#ended.set(move, { at, ms: at - since });
  }

  /**
   * How many moves there were, and how long their wallets were away.
   * @param from of those that ended in this time, in ms of performance.now()
   */
  line(from = 0, to = Infinity): string {
    const times = [...this.#ended.values()].filter(({ at }) => at >= from && at < to).map(({ ms }) => ms);
    if (times.length === 0) return 'no wallet moved';
    const { p50, p99 } = percentiles(times);
    return `${times.length} wallets moved, each away for ${p50} ms (p50), ${p99} ms (p99), at most ${Math.round(Math.max(...times))} ms`;
  }
}

const MARK = '/api/markwallet';
const PUT = '/api/putwallet';

function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() ?? '');
  } catch {
    return undefined;
  }
}
