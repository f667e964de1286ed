import * as z from 'zod';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import type { TransferWebhook } from '../../../lib/domain/transfer-event.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import type { Random } from '../../support/random.ts';
import type { Api } from '../../support/steps/api.ts';
import type { User } from '../../support/steps/world.ts';
import { toldOf } from './promises.ts';

/** The share of deliveries that fail during the faults. */
const FAILURE_SHARE = 0.2;
/** Longer than the backoff after the failures that one message can have had. */
const PATIENCE_MS = 150_000;

/** A webhook subscriber that runs throughout. */
export class Listener {
  readonly #receiver: WebhookReceiver;
  readonly #random: Random;

  private constructor(receiver: WebhookReceiver, random: Random) {
    this.#receiver = receiver;
    this.#random = random;
  }

  static async start(random: Random): Promise<Listener> {
    return new Listener(await WebhookReceiver.start(WEBHOOK_SECRET), random);
  }

  /** The stack's options for this webhook. */
  get webhook(): { webhookUrl: string; webhookSecret: string } {
    return { webhookUrl: this.#receiver.url, webhookSecret: WEBHOOK_SECRET };
  }

  /** Every accepted message, including duplicates. */
  get heard(): readonly TransferWebhook['data'][] {
    return this.#receiver.taken.map(({ data }) => data);
  }

  /** Messages without a valid signature. */
  get forgeries(): readonly string[] {
    return this.#receiver.forgeries;
  }

  beUnreliable(): void {
    this.#receiver.status = () => (this.#random.chance(FAILURE_SHARE) ? 503 : 200);
  }

  beReliable(): void {
    this.#receiver.status = () => 200;
  }

  /** Waits for events of all these transfers, with a timeout. The promises report missing ones. */
  async hear(txIds: Iterable<string>): Promise<void> {
    const missing = new Set(txIds);
    const all = () => {
      for (const { TxID } of this.heard) missing.delete(TxID);
      return missing.size === 0;
    };
    await eventually(all, { timeoutMs: PATIENCE_MS, everyMs: 500 }).catch(() => undefined);
  }

  stop(): Promise<void> {
    return this.#receiver.stop();
  }
}

/** A webhook of a user, whose receiver runs throughout. */
export class UserListener {
  readonly #receiver: UserReceiver;
  readonly #random: Random;
  /** The wallets of the user. */
  readonly wallets: ReadonlySet<string>;

  private constructor(receiver: UserReceiver, random: Random, wallets: ReadonlySet<string>) {
    this.#receiver = receiver;
    this.#random = random;
    this.wallets = wallets;
  }

  /** Adds the webhook of the owner of these wallets. */
  static async start(api: Api, owner: User, wallets: Iterable<string>, random: Random): Promise<UserListener> {
    const receiver = await UserReceiver.start();
    const body = { url: receiver.url, types: ['transfer.final', 'statement.posted'] };
    const response = await api.request('POST', '/api/user/webhooks', { token: owner.token, body });
    receiver.knows(AddedWebhook.parse(response.body).secret);
    return new UserListener(receiver, random, new Set(wallets));
  }

  /** What it heard: the type, the wallet and the transfer. */
  get heard(): readonly { readonly type: string; readonly wallet: string; readonly TxID: string }[] {
    return this.#receiver.taken.map(({ body: { type, data } }) => {
      const { wallet_id, TxID } = Told.parse(data);
      return { type, wallet: wallet_id, TxID };
    });
  }

  get forgeries(): readonly string[] {
    return this.#receiver.forgeries;
  }

  beUnreliable(): void {
    this.#receiver.respond = () => (this.#random.chance(FAILURE_SHARE) ? 503 : 200);
  }

  beReliable(): void {
    this.#receiver.respond = () => 200;
  }

  /** Waits until it heard all of these, with a timeout. The promises report missing ones. */
  async hear(wanted: Iterable<string>): Promise<void> {
    const missing = new Set(wanted);
    const all = () => {
      for (const { type, wallet, TxID } of this.heard) missing.delete(toldOf(type, wallet, TxID));
      return missing.size === 0;
    };
    await eventually(all, { timeoutMs: PATIENCE_MS, everyMs: 500 }).catch(() => undefined);
  }

  stop(): Promise<void> {
    return this.#receiver.stop();
  }
}

const Told = z.object({ wallet_id: z.string(), TxID: z.string() });
