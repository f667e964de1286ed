import { writeFile } from 'node:fs/promises';
import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { isReservedWallet, TREASURY } from '../../../lib/domain/treasury.ts';
import type { CreditLimits } from './credit-limits.ts';
import type { Evidence } from './evidence.ts';
import { movedBy } from './held-payments.ts';
import { type TransferRequest, totalOf } from './orders.ts';

/**
 * A line of the file, as test/programs/histories reads it. Times are whole microseconds by one clock. A
 * transfer is an operation on each of its wallets. `return` is missing where the client never learned the
 * outcome.
 */
type Line =
  | { readonly kind: 'wallet'; readonly wallet: string; readonly lowest: string }
  | {
      readonly kind: 'debit' | 'credit';
      readonly wallet: string;
      readonly amount: string;
      readonly call: number;
      readonly return?: number;
      readonly result: 'ok' | 'none' | 'unknown';
    }
  | {
      readonly kind: 'read';
      readonly wallet: string;
      readonly balance: string;
      readonly call: number;
      readonly return: number;
      readonly result: 'ok';
    }
  | { readonly kind: 'side'; readonly wallet: string; readonly tx: string; readonly posted: boolean };

type Read = Extract<Line, { kind: 'read' }>;

/** The first final status of a transfer that a client has seen. `at`: of the response, by performance.now(). */
export interface SeenFinal {
  readonly status: string;
  readonly at: number;
}

/** What clients asked and learned, operation by operation. Times are those of performance.now(). */
export class History {
  readonly #calls = new Map<TransferRequest, number>();
  readonly #reads: Read[] = [];

  /** A client sends the request, for the first time or again. */
  asked(order: TransferRequest): void {
    if (!this.#calls.has(order)) this.#calls.set(order, micros(performance.now()));
  }

  /** Somebody has asked for it at that time, by performance.now(). */
  askedAt(order: TransferRequest, at: number): void {
    this.#calls.set(order, micros(at));
  }

  /** A client has read a balance. @param asked when it asked */
  read(wallet: string, balance: string, asked: number): void {
    const times = { call: micros(asked), return: micros(performance.now()) };
    this.#reads.push({ kind: 'read', wallet, balance, ...times, result: 'ok' });
  }

  /**
   * Writes the history as JSON lines.
   * @param finalOf the first final status of a transfer that a client has seen
   * @param credit a wallet whose limit changes may go as low as the highest of them, all the time
   */
  async write(
    file: string,
    orders: readonly TransferRequest[],
    evidence: Evidence,
    finalOf: (txId: string) => SeenFinal | undefined,
    credit: Pick<CreditLimits, 'lowestEver'>,
  ): Promise<void> {
    const wallets = new Set(evidence.balances.keys());
    const claimed = new Set(orders.flatMap(({ accepted }) => [...accepted]));
    const unclaimed = [...evidence.transfers.values()].filter(({ TxID }) => !claimed.has(TxID));
    const sent = orders.filter((order) => !isInVain(order, unclaimed));
    const lines = [
      ...[...wallets].map((wallet): Line => ({ kind: 'wallet', wallet, lowest: lowestOf(wallet, credit).toString() })),
      ...sent.flatMap((order) => this.#operations(order, finalOf, movedIn(order, evidence))),
      ...this.#reads,
      ...orders.flatMap((order) => sides(order, evidence)),
    ];
    const known = lines.filter(({ wallet }) => wallets.has(wallet));
    await writeFile(file, known.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** Of a request without a response the outcome is unknown, whatever became of it. */
  #operations(
    order: TransferRequest,
    finalOf: (txId: string) => SeenFinal | undefined,
    moved: bigint | undefined,
  ): Line[] {
    const call = this.#calls.get(order);
    // What is held and was not captured or approved has moved nothing.
    if (call === undefined || moved === 0n) return [];
    const [txId] = order.accepted;
    const final = txId === undefined ? undefined : finalOf(txId);
    const outcome = final
      ? { return: micros(final.at), result: final.status === 'SUCCESSFUL' ? ('ok' as const) : ('none' as const) }
      : { result: 'unknown' as const };
    return legsOf(order, moved).map(({ kind, wallet, amount }) => ({ kind, wallet, amount, call, ...outcome }));
  }
}

/**
 * Whether a request has made no transfer: it was refused, and none of an earlier attempt is there.
 * @param unclaimed the transfers that no response names
 */
function isInVain({ refused, accepted, payer, ...order }: TransferRequest, unclaimed: readonly TransactionDetail[]) {
  if (!refused || accepted.size > 0) return false;
  const amount = `-${totalOf(order)}`;
  return !unclaimed.some((transfer) => transfer.from_id === payer.walletId && transfer.amount === amount);
}

/** @param moved of a held payment, what was captured */
function legsOf(order: TransferRequest, moved?: bigint) {
  return [
    { kind: 'debit' as const, wallet: order.payer.walletId, amount: (moved ?? totalOf(order)).toString() },
    ...order.credits.map(({ toId, amount }) => ({
      kind: 'credit' as const,
      wallet: toId,
      amount: (moved ?? amount).toString(),
    })),
  ];
}

/** What a payment that waits for a person has moved at the end. Undefined for any other, and if that is not known. */
function movedIn({ held, approval, accepted }: TransferRequest, { transfers }: Evidence): bigint | undefined {
  const [transfer] = [...accepted].flatMap((txId) => transfers.get(txId) ?? []);
  if (!(held || approval) || !transfer) return undefined;
  return transfer.status === 'SUCCESSFUL' ? -BigInt(movedBy(transfer)) : 0n;
}

/** Whether the transfers of a request show on each of its wallets at the end. */
function sides(order: TransferRequest, { lists }: Evidence): Line[] {
  return [...order.accepted].flatMap((tx) =>
    legsOf(order).map(({ wallet }): Line => {
      const listed = lists.get(wallet)?.find(({ TxID }) => TxID === tx);
      return { kind: 'side', wallet, tx, posted: listed?.status === 'SUCCESSFUL' };
    }),
  );
}

function lowestOf(wallet: string, credit: Pick<CreditLimits, 'lowestEver'>): bigint {
  return isReservedWallet(wallet) ? -TREASURY.creditLimit : credit.lowestEver(wallet);
}

function micros(ms: number): number {
  return Math.round(ms * 1_000);
}
