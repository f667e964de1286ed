import * as z from 'zod/mini';
import { type FinalError, isFinal, STATUS } from '../api/errors.ts';
import type { InputSchema, ShardRoute } from '../api/route.ts';
import * as routes from '../api/shard.ts';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { AuditedWallet } from '../domain/audit.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { type GrantedFields, grantOf } from '../domain/grant.ts';
import type { ReserveResult } from '../domain/reserve-outcome.ts';
import { shardOf } from '../domain/wallet-id.ts';
import { type JsonResponse, type SendJson, sendJson } from './send.ts';

/**
 * One call may take this long. The function around it has 5 s, and the state of the state machine 6
 * s.
 */
export const CALL_TIMEOUT_MS = 3000;

/** With these statuses a shard, or the gateway in front of it, says that it has too much to do. */
const BUSY: ReadonlySet<number> = new Set([STATUS.too_many_requests, STATUS.unavailable]);

/** The wallet has no place for another hold. */
const FULL = 'too_many_open_transactions' satisfies ErrorCode;

/**
 * The shard gave no reliable response. It is unreachable or too slow, the status is 5xx or another
 * temporary one, or the response is invalid. The request may or may not have been carried out.
 */
export class ShardUnavailable extends Error {
  // State machines match on names, and bundlers rename classes.
  override readonly name: string = 'ShardUnavailable';
}

/**
 * The shard, or the gateway in front of it, has too much to do (429, 503). Nothing was done. A
 * later try may succeed.
 */
export class ShardBusy extends ShardUnavailable {
  override readonly name = 'ShardBusy';
}

/** The wallet has no place for the hold. Nothing was done. A later try may succeed. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/**
 * The outcome of a call: the JSON of a success, a final error that the route declares, or one that
 * it does not declare.
 */
type Outcome<E extends ErrorCode> =
  | { readonly json: unknown; readonly error?: never }
  | { readonly error: FinalError<E> | 'undeclared_error' };

/** What a request is made of, as it is sent. */
interface Sent {
  readonly body?: object;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

type BodyOf<R extends ShardRoute> = z.input<R['input']>['body'];

/** A wallet's money in minor units. */
export interface Money {
  readonly balance: bigint;
  readonly available: bigint;
  readonly reserved: bigint;
}

/**
 * The client of the shards' HTTP APIs. Methods, paths, tokens, responses and errors are those that
 * the routes of lib/api/shard.ts declare. A call is one attempt: the caller decides about retries.
 * Each `now` is ms since 1970.
 */
export class Shards {
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
   * Creates the wallet on its shard, without money.
   * @throws ShardUnavailable
   */
  async createWallet(walletId: string, now: number): Promise<void> {
    await this.#callOrThrow(routes.createWallet, { body: { wallet_id: walletId } }, now);
  }

  /**
   * Asks the wallet's shard to hold the amount ("-50", "+50").
   * @throws NoRoom
   * @throws ShardUnavailable, of which ShardBusy
   */
  async reserve(body: BodyOf<typeof routes.reserve>, now: number): Promise<ReserveResult> {
    const { error } = await this.#call(routes.reserve, { body }, now);
    return error ?? 'held';
  }

  /**
   * Ends the transaction's hold for good.
   * @returns whether this call did it, not one before
   * @throws ShardUnavailable
   */
  async commit(body: BodyOf<typeof routes.commit>, now: number): Promise<boolean> {
    const json = await this.#callOrThrow(routes.commit, { body }, now);
    return !isAppliedBefore(routes.commit, json);
  }

  /**
   * Ends the transaction's hold and gives a debit back.
   * @returns whether this call did it, not one before
   * @throws ShardUnavailable
   */
  async rollback(body: BodyOf<typeof routes.rollback>, now: number): Promise<boolean> {
    const json = await this.#callOrThrow(routes.rollback, { body }, now);
    return !isAppliedBefore(routes.rollback, json);
  }

  /**
   * The wallet's money; undefined if the shard has no such wallet.
   * @throws ShardUnavailable
   */
  async balance(walletId: string, now: number): Promise<Money | undefined> {
    const outcome = await this.#call(routes.balance, { path: { wallet_id: walletId } }, now);
    if (outcome.error === 'no_such_wallet') return undefined;
    const { balance, available, reserved } = bodyOf(routes.balance, successOf(routes.balance, outcome));
    return { balance: BigInt(balance), available: BigInt(available), reserved: BigInt(reserved) };
  }

  /**
   * Asks one shard for as little as it can give. It reads one item there.
   * @throws ShardUnavailable
   */
  async check(shard: number, now: number): Promise<void> {
    successOf(routes.wallets, await this.#call(routes.wallets, { query: { limit: '1' } }, now, shard));
  }

  /**
   * All wallets of one shard, in no order.
   * @throws ShardUnavailable
   */
  async *wallets(shard: number, clock: () => number): AsyncGenerator<AuditedWallet> {
    let cursor: string | undefined;
    do {
      const query = { limit: '100', ...(cursor !== undefined && { cursor }) };
      const outcome = await this.#call(routes.wallets, { query }, clock(), shard);
      const page = bodyOf(routes.wallets, successOf(routes.wallets, outcome));
      yield* page.wallets.map(auditedWallet);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }

  async #callOrThrow<S extends InputSchema, B extends z.ZodMiniType, E extends ErrorCode>(
    route: ShardRoute<S, B, E>,
    sent: z.input<S> & Sent,
    now: number,
  ): Promise<unknown> {
    return successOf(route, await this.#call(route, sent, now));
  }

  /** @param shard of a route without a wallet; that of any other is the wallet's */
  async #call<S extends InputSchema, B extends z.ZodMiniType, E extends ErrorCode>(
    route: ShardRoute<S, B, E>,
    sent: z.input<S> & Sent,
    now: number,
    shard?: number,
  ): Promise<Outcome<E>> {
    const granted = route.granted(route.input.parse(sent));
    const response = await this.#request(route, granted, sent, shard ?? this.#shardOf(granted), now);
    return outcomeOf(route, response);
  }

  #shardOf({ wallet_id }: GrantedFields): number {
    if (wallet_id === undefined) throw new Error('a request about no wallet names its shard');
    return shardOf(wallet_id, this.count);
  }

  async #request(
    { route, operationId }: ShardRoute,
    granted: GrantedFields,
    { body, path = {}, query }: Sent,
    shard: number,
    now: number,
  ): Promise<JsonResponse> {
    const token = await this.#tokenFor(shard, grantOf(operationId, granted), now);
    const [method = '', template = ''] = route.split(' ');
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name) => path[name] ?? '');
    const search = query ? `?${new URLSearchParams(query)}` : '';
    try {
      return await this.#send(`${this.#addresses[shard]}${target}${search}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
        timeoutMs: CALL_TIMEOUT_MS,
      });
    } catch (cause) {
      throw new ShardUnavailable(`shard ${shard} gave no response to ${route}`, { cause });
    }
  }
}

const Problem = z.object({ code: z.string() });

/**
 * What a response means, by the code that it has. A code that the route does not declare is a newer
 * shard's: it is as final as the declared errors with the same status.
 * @throws NoRoom
 * @throws ShardUnavailable, of which ShardBusy, after an error that may pass
 */
function outcomeOf<E extends ErrorCode>(
  { operationId, errors }: { readonly operationId: string; readonly errors: readonly E[] },
  { status, json }: JsonResponse,
): Outcome<E> {
  if (status === 200) return { json };
  const code = Problem.safeParse(json).data?.code;
  const final = errors.filter(isFinal);
  const declared = final.find((error) => error === code);
  if (declared !== undefined) return { error: declared };
  const message = `${operationId} ended with ${status} ${code ?? 'and no code'}`;
  if (code === FULL) throw new NoRoom(message);
  if (BUSY.has(status)) throw new ShardBusy(message);
  if (code !== undefined && final.some((error) => STATUS[error] === status)) return { error: 'undeclared_error' };
  throw new ShardUnavailable(message);
}

/**
 * The JSON of a success.
 * @throws ShardUnavailable after an error
 */
function successOf({ operationId }: ShardRoute, outcome: Outcome<ErrorCode>): unknown {
  if (outcome.error !== undefined) throw new ShardUnavailable(`${operationId} ended with ${outcome.error}`);
  return outcome.json;
}

/**
 * The body of a success, by the schema of the route. Fields that it does not have are a newer
 * shard's.
 * @throws ShardUnavailable
 */
function bodyOf<B extends z.ZodMiniType>(
  { operationId, responses }: { readonly operationId: string; readonly responses: { 200: { readonly body: B } } },
  json: unknown,
): z.output<B> {
  const { success, data, error } = responses[200].body.safeParse(json);
  if (!success) throw new ShardUnavailable(`the response to ${operationId} makes no sense`, { cause: error });
  return data;
}

/** Whether a commit or a rollback was done before. A body that makes no sense does not undo it. */
function isAppliedBefore({ responses }: typeof routes.commit | typeof routes.rollback, json: unknown): boolean {
  return responses[200].body.safeParse(json).data?.status === 'already applied';
}

function auditedWallet(wallet: routes.WalletPage['wallets'][number]): AuditedWallet {
  return {
    walletId: wallet.wallet_id,
    balance: BigInt(wallet.balance),
    creditLimit: BigInt(wallet.credit_limit),
    holds: wallet.holds.map(({ transaction_id, reserved }) => ({
      transactionId: transaction_id,
      reserved: BigInt(reserved),
    })),
  };
}
