import * as z from 'zod';
import { Accepted } from '../../../lib/api/accepted.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { Transaction } from '../../../lib/api/transaction.ts';
import { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { User } from '../../support/steps/world.ts';
import { isBatched, sendBatch } from './batches.ts';
import type { History } from './history.ts';
import { isAtRest, type Observer } from './observer.ts';
import type { Held, HoldWrite, Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import type { Client } from './people.ts';
import { attempt, insist } from './public-api.ts';

/**
 * The number of concurrent clients, and the longest pause between two transfers of one client, in
 * ms.
 */
const CLIENTS = 6;
const MAX_PAUSE_MS = 300;
/** How often a client sends its next requests as a batch. */
const BATCH_CHANCE = 0.08;
/** How often a client refunds something before its next transfer. */
const REFUNDED = 0.15;
/** A payee sees a held payment once it is authorised. It looks so often, and gives up then: it was refused. */
const LOOK_MS = 500;
const MAX_LOOKS = 40;
/** What comes too late. */
const LATE: ReadonlySet<unknown> = new Set([
  'already_captured',
  'already_voided',
  'hold_expired',
  'capture_in_progress',
]);

/** The clients: they send transfer requests and record the responses. */
export class Clients {
  /** Every transfer request. */
  readonly orders: TransferRequest[] = [];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  /** The number of do_transaction requests, and of usable responses to them. */
  requests = 0;
  responses = 0;
  readonly #endings: Promise<void>[] = [];
  readonly #client: Client;
  readonly #history: Pick<History, 'asked'>;
  readonly #observer: Pick<Observer, 'noteStatus'>;

  constructor(client: Client, history: Pick<History, 'asked'>, observer: Pick<Observer, 'noteStatus'>) {
    this.#client = client;
    this.#history = history;
    this.#observer = observer;
  }

  /** The number of requests that were accepted. */
  get accepted(): number {
    return this.orders.filter(({ accepted }) => accepted.size > 0).length;
  }

  /** Sends new requests until `closing`. Resolves when each has its response, or at `giveUp`. */
  async work(orders: Orders, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const worker = async () => {
      while (!closing.aborted) {
        if (random.chance(REFUNDED)) await this.#refund(orders, random, giveUp);
        if (random.chance(BATCH_CHANCE)) await this.placeBatch(orders, random.between(2, 20), giveUp);
        else await this.place(orders.next(), giveUp);
        await pause(random.between(0, MAX_PAUSE_MS), closing);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, worker));
    await Promise.all(this.#endings);
  }

  /** Sends a request until it has a response; without a key only once. */
  async place(order: TransferRequest, giveUp: AbortSignal): Promise<void> {
    this.orders.push(order);
    await Promise.all(Array.from({ length: order.senders }, () => this.#send(order, giveUp)));
    this.#endings.push(this.#end(order, giveUp));
  }

  /** Does what the payee of a held payment does: all at the same time. */
  async #end({ held, accepted }: TransferRequest, giveUp: AbortSignal): Promise<void> {
    const [txId] = accepted;
    if (!held || txId === undefined) return;
    await pause(held.afterMs, giveUp);
    await Promise.all(
      held.writes.map(async (write, n) => {
        if (await this.#endBy(held, txId, write, `end-${txId}-${n}`, giveUp)) held.accepted.add(write);
      }),
    );
  }

  /** @returns whether the API accepted it */
  async #endBy(held: Held, txId: string, write: HoldWrite, key: string, giveUp: AbortSignal): Promise<boolean> {
    const { owner, walletId } = held.payee;
    for (let looks = 0; looks < MAX_LOOKS && !giveUp.aborted; looks++) {
      const asked = performance.now();
      const response = await insist(
        () =>
          write === 'void'
            ? this.#client.void(owner, walletId, txId, undefined, key)
            : this.#client.capture(owner, walletId, txId, { amount: write.capture.toString() }, undefined, key),
        giveUp,
      );
      if (!response) return false;
      const { status, body, text } = response;
      const final = TransactionDetail.safeParse(body);
      if (status === 200 && final.success) this.#observer.noteStatus(final.data, asked);
      if (status === 200 || status === 202) return true;
      if (status === 409 && Object(body).code === 'not_authorised') held.isNotHeld = true;
      if (status === 409 && (held.isNotHeld || LATE.has(Object(body).code))) return false;
      if (status !== 404) {
        this.surprises.push(`${walletId} ends the held ${txId}: ${status} ${text}`);
        return false;
      }
      await pause(LOOK_MS, giveUp);
    }
    return false;
  }

  /**
   * Sends requests as one batch of each user. Other clients send some of them by themselves at the same
   * time, under the same keys.
   */
  async placeBatch(orders: Orders, count: number, giveUp: AbortSignal): Promise<void> {
    const drawn = Array.from({ length: count }, () => orders.next());
    const batched = drawn.filter(isBatched);
    this.orders.push(...batched);
    const sent = [...Map.groupBy(batched, ({ payer }) => payer.owner).values()].map(async (theirs) => {
      const send = (owner: User, transfers: readonly object[]) => {
        this.requests += 1;
        for (const order of theirs) this.#history.asked(order);
        return this.#client.batch(owner, transfers);
      };
      this.surprises.push(...(await sendBatch(theirs, send, giveUp)));
      this.responses += 1;
    });
    const alone = batched.flatMap((order) =>
      Array.from({ length: order.senders - 1 }, () => this.#send(order, giveUp)),
    );
    const others = drawn.filter((order) => !isBatched(order)).map((order) => this.place(order, giveUp));
    await Promise.all([...sent, ...alone, ...others]);
  }

  /** Somebody refunds a payment that they received lately, by requests at the same time. */
  async #refund(orders: Orders, random: Random, giveUp: AbortSignal): Promise<void> {
    const payee = orders.anybody();
    const response = await attempt(() =>
      this.#client.transactions(payee.owner, payee.walletId, '?order=desc&limit=20&status=SUCCESSFUL'),
    );
    const seen = response?.status === 200 ? z.array(Transaction).safeParse(response.body).data : undefined;
    const received = (seen ?? []).filter(({ amount, refund_of }) => amount.startsWith('+') && refund_of === undefined);
    const one = received[random.between(0, received.length - 1)];
    if (one) await Promise.all(orders.refunds(payee, one).map((order) => this.place(order, giveUp)));
  }

  /** Repeats requests with a key, long after the first time. They must create nothing new. */
  async repeat(orders: readonly TransferRequest[], giveUp: AbortSignal): Promise<void> {
    await sideBySide(CLIENTS, orders, (order) => this.#send(order, giveUp));
  }

  async #send(order: TransferRequest, giveUp: AbortSignal): Promise<void> {
    const { payer, credits, key, prefer, held, refundOf } = order;
    const manual = held && { capture: 'manual', expires_at: held.expiresAt };
    const payees = payeesOf(credits);
    const by = order.sender ?? payer.owner;
    let asked = performance.now();
    let attempts = 0;
    order.asked ??= Date.now();
    const request = (): Promise<ApiResponse> => {
      this.requests += 1;
      attempts += 1;
      asked = performance.now();
      this.#history.asked(order);
      if (refundOf === undefined)
        return this.#client.transfer(by, { from: payer.walletId, ...payees, ...manual }, key, prefer);
      const payment = { wallet: payer.walletId, TxID: refundOf };
      const options = { ...(key !== undefined && { idempotencyKey: key }), ...(prefer !== undefined && { prefer }) };
      return this.#client.refund(by, payment, { amount: String(credits[0]?.amount) }, options);
    };
    const response = await (key === undefined ? attempt(request) : insist(request, giveUp));
    if (!response || attempts > 1) order.isUncertain = true;
    if (!response) return;
    this.responses += 1;
    const final = TransactionDetail.safeParse(response.body);
    if (response.status === 200 && prefer !== undefined && final.success && isAtRest(final.data)) {
      this.#observer.noteStatus(final.data, asked);
      order.accepted.add(final.data.TxID);
      return;
    }
    const accepted = Accepted.safeParse(response.body);
    const code = Problem.safeParse(response.body).data?.code;
    if (response.status === 202 && accepted.success) order.accepted.add(accepted.data.TxID);
    else if (code !== undefined && order.refusable?.has(code)) {
      order.refused = true;
      order.refusal ??= { code, at: Date.now() };
    } else if (refundOf !== undefined && code === 'refund_exceeds') order.refused = true;
    // No attempt reached the API before the hold would have ended. An accepted one is repeated as it was.
    else if (held && response.status === 400 && order.accepted.size === 0 && Date.parse(held.expiresAt) <= Date.now())
      order.refused = true;
    else this.surprises.push(`${payer.walletId} pays ${JSON.stringify(payees)}: ${response.status} ${response.text}`);
  }
}

/** The payees in the form that the request has for one, or for several. */
function payeesOf(credits: TransferRequest['credits']) {
  const to = credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() }));
  const [first, second] = to;
  return first && !second ? { to: first.to_id, amount: first.amount } : { to };
}
