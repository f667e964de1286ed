import type { TransferWebhook } from '../../../lib/domain/transfer-event.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import type { Random } from '../../support/random.ts';

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
