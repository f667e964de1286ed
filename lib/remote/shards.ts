import * as z from 'zod/mini';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { AuditedWallet } from '../domain/audit.ts';
import { type Grant, type GrantedFields, grantOf, type ShardOperation } from '../domain/grant.ts';
import { shardOf } from '../domain/wallet-id.ts';
import { type SendJson, sendJson } from './send.ts';

/** One call may take this long; the function around it has 5 s and the state of the state machine 6 s. */
export const CALL_TIMEOUT_MS = 3000;

/** The statuses by which a shard refuses for good; any other may be different next time (401 after a rotation of keys, 429). */
const REFUSED = new Set([404, 409, 410, 422]);

/** The code with which a shard says that the wallet has no free place for a hold. */
export const NO_ROOM = 'too_many_open_transactions';

const Whole = z.pipe(
  z.string(),
  z.transform((digits) => BigInt(digits)),
);
const Hold = z.pipe(
  z.object({ transaction_id: z.string(), reserved: Whole }),
  z.transform((hold) => ({ transactionId: hold.transaction_id, reserved: hold.reserved })),
);
const Wallet = z.pipe(
  z.object({ wallet_id: z.string(), balance: Whole, credit_limit: Whole, holds: z.array(Hold) }),
  z.transform(
    (wallet): AuditedWallet => ({
      walletId: wallet.wallet_id,
      balance: wallet.balance,
      creditLimit: wallet.credit_limit,
      holds: wallet.holds,
    }),
  ),
);
const WalletPage = z.object({ wallets: z.array(Wallet), next_cursor: z.optional(z.string()) });
const Refusal = z.object({ code: z.string() });
/** How a shard says that a commit or a rollback was done before. */
const AppliedBefore = z.object({ status: z.literal('already applied') });
const Money = z.pipe(
  z.object({ balance: z.string(), available: z.string(), reserved: z.string() }),
  z.transform(({ balance, available, reserved }) => ({
    balance: BigInt(balance),
    available: BigInt(available),
    reserved: BigInt(reserved),
  })),
);

/**
 * The shard gave no answer that can be relied on: not reachable, too slow, 5xx, 429, or one that makes no sense. What was asked may
 * or may not have been done.
 */
export class ShardUnavailable extends Error {
  override readonly name: string = 'ShardUnavailable';
}

/** The shard, or what is in front of it, has too much to do (429, 503): nothing was done, and later it may be. */
export class ShardBusy extends ShardUnavailable {
  override readonly name = 'ShardBusy';
}

/** What a request to a shard is about, if it is about a wallet. */
type OfWallet = GrantedFields & { readonly wallet_id: string };

interface ShardRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** The HTTP APIs of the shards. Makes one attempt a call: whoever calls decides on retries. */
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

  /** Opens the wallet on its shard, without money. @throws ShardUnavailable */
  async createWallet(walletId: string, now: number): Promise<void> {
    await this.#post('createWallet', { wallet_id: walletId }, now);
  }

  /**
   * Asks the wallet's shard to hold the amount ("-50", "+50").
   * @param order `debitHeld`: of a credit, that its debit is held already
   * @returns 'held', or the code of the refusal; NO_ROOM is one that may be different next time
   * @throws ShardUnavailable, of which ShardBusy
   */
  async reserve(
    order: { transactionId: string; walletId: string; amount: string; deadline: string; debitHeld?: boolean },
    now: number,
  ): Promise<string> {
    const body = {
      transaction_id: order.transactionId,
      wallet_id: order.walletId,
      amount: order.amount,
      deadline: order.deadline,
      ...(order.debitHeld && { debit_held: true }),
    };
    const { status, json } = await this.#ask('reserve', 'POST', body, now);
    if (status === 200) return 'held';
    if (status === 429 && Refusal.safeParse(json).data?.code === NO_ROOM) return NO_ROOM;
    if (status === 429 || status === 503) throw new ShardBusy(`reserve answered ${status}`);
    if (!REFUSED.has(status)) throw new ShardUnavailable(`reserve answered ${status}`);
    return refusalCode(json, status);
  }

  /** Ends the transaction's hold for good. @returns whether this call did it, not one before @throws ShardUnavailable */
  async commit(walletId: string, transactionId: string, now: number): Promise<boolean> {
    const body = { transaction_id: transactionId, wallet_id: walletId };
    return !AppliedBefore.safeParse(await this.#post('commit', body, now)).success;
  }

  /**
   * Ends the transaction's hold and gives a debit back.
   * @returns whether this call did it, not one before
   * @throws ShardUnavailable
   */
  async rollback(walletId: string, transactionId: string, deadline: string, now: number): Promise<boolean> {
    const body = { transaction_id: transactionId, wallet_id: walletId, deadline };
    return !AppliedBefore.safeParse(await this.#post('rollback', body, now)).success;
  }

  /** The wallet's money, or undefined if it is not open there. @throws ShardUnavailable */
  async balance(walletId: string, now: number): Promise<z.infer<typeof Money> | undefined> {
    const { status, json } = await this.#ask('balance', 'GET', { wallet_id: walletId }, now);
    if (status === 404 && refusalCode(json, status) === 'no_such_wallet') return undefined;
    if (status !== 200) throw new ShardUnavailable(`balance answered ${status}`);
    return Money.parse(json);
  }

  /** All wallets of one shard, in no order. @throws ShardUnavailable */
  async *wallets(shard: number, now: () => number): AsyncGenerator<AuditedWallet> {
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) });
      const { status, json } = await this.#askShard(
        shard,
        { operation: 'wallets' },
        { method: 'GET', path: `/api/wallets?${query}` },
        now(),
      );
      if (status !== 200) throw new ShardUnavailable(`wallets answered ${status}`);
      const page = WalletPage.parse(json);
      yield* page.wallets;
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }

  get count(): number {
    return this.#addresses.length;
  }

  async #post(operation: ShardOperation, body: OfWallet, now: number): Promise<unknown> {
    const { status, json } = await this.#ask(operation, 'POST', body, now);
    if (status !== 200)
      throw new ShardUnavailable(`${operation} answered ${status} ${Refusal.safeParse(json).data?.code ?? ''}`);
    return json;
  }

  /** Asks the wallet's shard. */
  #ask(operation: ShardOperation, method: 'GET' | 'POST', fields: OfWallet, now: number) {
    const path = `/api/${operation.toLowerCase()}`;
    const request = method === 'GET' ? { method, path: `${path}/${fields.wallet_id}` } : { method, path, body: fields };
    const shard = shardOf(fields.wallet_id, this.#addresses.length);
    return this.#askShard(shard, grantOf(operation, fields), request, now);
  }

  async #askShard(shard: number, grant: Grant, { method, path, body }: ShardRequest, now: number) {
    const token = await this.#tokenFor(shard, grant, now);
    try {
      return await this.#send(`${this.#addresses[shard]}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
    } catch (error) {
      throw new ShardUnavailable(`shard ${shard} gave no answer to ${method} ${path.split('/', 3).join('/')}`, {
        cause: error,
      });
    }
  }
}

function refusalCode(json: unknown, status: number): string {
  const refusal = Refusal.safeParse(json);
  if (!refusal.success) throw new ShardUnavailable(`answered ${status} without a code`);
  return refusal.data.code;
}
