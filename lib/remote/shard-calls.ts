import type * as z from 'zod/mini';
import type { InputSchema, ShardRoute } from '../api/route.ts';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { type GrantedFields, grantOf } from '../domain/grant.ts';
import { type JsonResponse, type SendJson, sendJson } from './send.ts';
import { ShardUnavailable } from './shard-errors.ts';
import { type Outcome, outcomeOf, successOf } from './shard-outcome.ts';

/** One request may take this long. */
export const CALL_TIMEOUT_MS = 3000;

/** What a request is made of, as it is sent. */
export interface Sent {
  readonly body?: object;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Sends requests to the routes of the shards, each with its token. A call is one attempt: the caller
 * decides about retries. Each `now` is ms since 1970.
 */
export class ShardCalls {
  readonly #addresses: readonly string[];
  readonly #tokenFor: TokenFor;
  readonly #send: SendJson;

  /** @param addresses the base URLs, by number */
  constructor(addresses: readonly string[], tokenFor: TokenFor, send: SendJson = sendJson) {
    this.#addresses = addresses;
    this.#tokenFor = tokenFor;
    this.#send = send;
  }

  get count(): number {
    return this.#addresses.length;
  }

  /**
   * Asks one shard.
   * @throws NoRoom
   * @throws ShardUnavailable, of which ShardBusy
   * @throws WalletElsewhere if the shard names another one
   */
  async call<S extends InputSchema, B extends z.ZodMiniType, E extends ErrorCode>(
    route: ShardRoute<S, B, E>,
    sent: z.input<S> & Sent,
    now: number,
    shard: number,
    timeoutMs = CALL_TIMEOUT_MS,
  ): Promise<Outcome<E>> {
    const granted = route.granted(route.input.parse(sent));
    const response = await this.#request(route, granted, { ...sent, timeoutMs }, shard, now);
    return outcomeOf(route, response, shard);
  }

  /**
   * The JSON of a success. See `call`.
   * @throws ShardUnavailable, of which ShardBusy, after any other error
   */
  async callOrThrow<S extends InputSchema, B extends z.ZodMiniType, E extends ErrorCode>(
    route: ShardRoute<S, B, E>,
    sent: z.input<S> & Sent,
    now: number,
    shard: number,
  ): Promise<unknown> {
    return successOf(route, await this.call(route, sent, now, shard));
  }

  async #request(
    { route, operationId }: ShardRoute,
    granted: GrantedFields,
    { body, path = {}, query, timeoutMs }: Sent & { readonly timeoutMs: number },
    shard: number,
    now: number,
  ): Promise<JsonResponse> {
    const address = this.#addresses[shard];
    // A function that was deployed before a new shard does not know its address.
    if (address === undefined) throw new ShardUnavailable(`shard ${shard} has no address here`);
    const token = await this.#tokenFor(shard, grantOf(operationId, granted), now);
    const [method = '', template = ''] = route.split(' ');
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name) => path[name] ?? '');
    const search = query ? `?${new URLSearchParams(query)}` : '';
    try {
      return await this.#send(`${address}${target}${search}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
        timeoutMs,
      });
    } catch (cause) {
      throw new ShardUnavailable(`shard ${shard} gave no response to ${route}`, { cause });
    }
  }
}
