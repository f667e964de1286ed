import { MibProblem } from './errors.ts';
import { backoff, type RetryPolicy, type Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import { transferBody } from './transfer-body.ts';
import type * as api from './types.ts';

/** The most transfers of one request. */
const BATCH = 100;
/** Errors of one transfer that may not come again. The same key pays no payee twice. */
const MAY_PASS: ReadonlySet<string> = new Set(['unavailable', 'internal_error']);
/** The longest Retry-After to wait for: the limit of writes begins again every minute. */
const LONGEST_PAUSE_S = 120;

/** A transfer of many, with the key that it has in every request. */
type Keyed = api.TransferRequest & { readonly idempotencyKey: string };
/** Transfers of one request, by their places in the whole. */
type Chunk = readonly number[];

/** How many transfers are started, in requests of up to 100. */
export class ManyTransfers {
  readonly #routes: Routes;
  readonly #runtime: Runtime & { readonly newKey: () => string; readonly retries: RetryPolicy };

  constructor(routes: Routes, runtime: Runtime & { readonly newKey: () => string; readonly retries: RetryPolicy }) {
    this.#routes = routes;
    this.#runtime = runtime;
  }

  /** Starts all of them. @returns a result for each, in their order */
  async start(transfers: readonly api.TransferRequest[], options: api.ManyOptions): Promise<api.StartedOfMany[]> {
    const { retries, random, clock, newKey } = this.#runtime;
    const keyed = transfers.map((transfer) => ({ ...transfer, idempotencyKey: transfer.idempotencyKey ?? newKey() }));
    const results = new Map<number, api.StartedOfMany>();
    let left: Chunk = keyed.map((_, n) => n);
    for (let attempts = 1; left.length > 0; attempts++) {
      const again: number[] = [];
      const isLast = attempts >= retries.attempts;
      await sideBySide(options.concurrency ?? 1, chunksOf(left), async (chunk) => {
        const found = await this.#send(chunk, keyed, options);
        const settled = found.filter(({ place, result }) => {
          const isOver = isLast || !('error' in result) || !MAY_PASS.has(result.error.code);
          if (isOver) results.set(place, result);
          else again.push(place);
          return isOver;
        });
        const progress = { done: results.size, total: keyed.length, results: settled };
        await options.onProgress?.(progress);
      });
      left = again.sort((a, b) => a - b);
      if (left.length > 0) await clock.sleep(backoff(retries, attempts, random), options.signal);
    }
    return keyed.flatMap((_, place) => results.get(place) ?? []);
  }

  /** Sends one request. While the limit of writes is used up it waits as long as the API says. */
  async #send(chunk: Chunk, keyed: readonly Keyed[], { onSending, signal = null }: api.ManyOptions) {
    const { clock, random } = this.#runtime;
    const sent = chunk.flatMap((place) => keyed[place] ?? []);
    const body = {
      transfers: sent.map((transfer) => ({ idempotency_key: transfer.idempotencyKey, ...transferBody(transfer) })),
    };
    await onSending?.(chunk.map((place, n) => ({ place, idempotencyKey: sent[n]?.idempotencyKey ?? '' })));
    for (;;) {
      try {
        const response = await this.#routes.POST('/api/user/transfers:batch', { body, signal });
        const { results } = dataOf(response, clock.now());
        return chunk.map((place, n) => ({ place, result: resultOf(results[n]) }));
      } catch (error) {
        const pause = error instanceof MibProblem && error.status === 429 ? (error.retryAfter ?? 1) : undefined;
        if (pause === undefined || pause > LONGEST_PAUSE_S) throw error;
        // Clients that were refused together do not come back together.
        await clock.sleep(1_000 * (pause + random()), signal);
      }
    }
  }
}

function resultOf(result: api.BatchResults['results'][number] | undefined): api.StartedOfMany {
  if (!result) throw new TypeError('the response has fewer results than the request has transfers');
  const { idempotency_key: idempotencyKey, ...rest } = result;
  return { idempotencyKey, ...rest };
}

function* chunksOf(places: Chunk): Generator<Chunk> {
  for (let n = 0; n < places.length; n += BATCH) yield places.slice(n, n + BATCH);
}

/** The error of one job ends all: no other begins. */
async function sideBySide<T>(width: number, items: Generator<T>, job: (item: T) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (const item of items) await job(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
}
