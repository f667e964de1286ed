import type { TransferWebhook } from '../../../lib/domain/transfer-event.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import type { Random } from '../../support/random.ts';

/** While there are faults this many of the messages to him meet one. */
const UNWILLING = 0.2;
/** Longer than the pause after the failures that one message may have met. */
const PATIENCE_MS = 150_000;

/** Somebody who listens to the events through it all, at a webhook. */
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

  /** How the stack is told of him. */
  get webhook(): { webhookUrl: string; webhookSecret: string } {
    return { webhookUrl: this.#receiver.url, webhookSecret: WEBHOOK_SECRET };
  }

  /** Every message that he has taken, as often as it came. */
  get heard(): readonly TransferWebhook['data'][] {
    return this.#receiver.taken.map(({ data }) => data);
  }

  /** What came and was not signed as it should be. */
  get forgeries(): readonly string[] {
    return this.#receiver.forgeries;
  }

  beUnreliable(): void {
    this.#receiver.answer = () => (this.#random.chance(UNWILLING) ? 503 : 200);
  }

  beReliable(): void {
    this.#receiver.answer = () => 200;
  }

  /** Waits until he has heard of all these transfers, or that takes too long: what is missing then is for the promises to tell. */
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
