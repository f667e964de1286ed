import { Accepted } from '../../../lib/api/transfers.ts';
import type { Random } from '../../support/random.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import type { Client } from './people.ts';
import { attempt, insist } from './public-api.ts';

/** How many work at the same time, and how long each thinks between two transfers, in ms. */
const CLIENTS = 6;
const THINKS_MS = 300;

/** Those who send orders, and what they remember. */
export class Clients {
  /** All that was ever ordered. */
  readonly orders: TransferRequest[] = [];
  /** Answers that no client should get for such an order. */
  readonly surprises: string[] = [];
  /** How often do_transaction was sent and how often a usable answer came. */
  requests = 0;
  responses = 0;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** How many of the orders were answered with 202. */
  get accepted(): number {
    return this.orders.filter(({ accepted }) => accepted.size > 0).length;
  }

  /** Sends new orders until the signal comes, then resolves when each has its answer or `giveUp` comes too. */
  async work(orders: Orders, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const worker = async () => {
      while (!closing.aborted) {
        await this.place(orders.next(), giveUp);
        await pause(random.between(0, THINKS_MS), closing);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, worker));
  }

  /** Sends an order until it is answered; one without a key only once. */
  async place(order: TransferRequest, giveUp: AbortSignal): Promise<void> {
    this.orders.push(order);
    await Promise.all(Array.from({ length: order.senders }, () => this.#send(order, giveUp)));
  }

  /** Sends orders with a key once more, all over and long after. Nothing new may come of it. */
  async repeat(orders: readonly TransferRequest[], giveUp: AbortSignal): Promise<void> {
    const left = orders.values();
    const worker = async () => {
      for (const order of left) await this.#send(order, giveUp);
    };
    await Promise.all(Array.from({ length: CLIENTS }, worker));
  }

  async #send(order: TransferRequest, giveUp: AbortSignal): Promise<void> {
    const { payer, to, amount, key } = order;
    const request = (): Promise<ApiResponse> => {
      this.requests += 1;
      return this.#client.transfer(payer.owner, { from: payer.walletId, to, amount: amount.toString() }, key);
    };
    const response = await (key === undefined ? attempt(request) : insist(request, giveUp));
    if (!response) return;
    this.responses += 1;
    const accepted = Accepted.safeParse(response.body);
    if (response.status === 202 && accepted.success) order.accepted.add(accepted.data.TxID);
    else this.surprises.push(`${payer.walletId} pays ${amount} to ${to}: ${response.status} ${response.text}`);
  }
}
