import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { AuthorisedWebhook } from '../../../lib/domain/authorised-event.ts';
import { AwaitsApprovalWebhook } from '../../../lib/domain/awaits-approval-event.ts';
import { KeyWebhook } from '../../../lib/domain/key-event.ts';
import { recordedEventId } from '../../../lib/domain/recorded-event.ts';
import { RuleWebhook } from '../../../lib/domain/rule-event.ts';
import { SharingWebhook } from '../../../lib/domain/sharing-event.ts';
import { TransferWebhook } from '../../../lib/domain/transfer-event.ts';
import { WalletWebhook } from '../../../lib/domain/wallet-event.ts';

const Headers = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});

const Message = z.discriminatedUnion('type', [
  TransferWebhook,
  AuthorisedWebhook,
  AwaitsApprovalWebhook,
  WalletWebhook,
  SharingWebhook,
  RuleWebhook,
  KeyWebhook,
]);

type Message = z.infer<typeof Message>;
type RecordedWebhook = WalletWebhook | SharingWebhook | RuleWebhook | KeyWebhook;

function idOf(message: Message): string {
  if (message.type === 'transfer.final') return message.data.TxID;
  if (message.type === 'transfer.awaits_approval') return `${message.data.TxID}-awaits-approval`;
  return message.type === 'transfer.authorised' ? `${message.data.TxID}-authorised` : recordedEventId(message.data);
}

/**
 * A receiver of webhooks. It verifies them with the library of the Standard Webhooks specification.
 */
export class WebhookReceiver {
  /** The messages about final transfers that it took, in the order of arrival. */
  readonly taken: TransferWebhook[] = [];
  /** Those about authorised transfers. */
  readonly authorised: AuthorisedWebhook[] = [];
  /** Those about payments that wait for an approval. */
  readonly awaiting: AwaitsApprovalWebhook[] = [];
  /** Those about wallets and keys. */
  readonly recorded: RecordedWebhook[] = [];
  /** The messages with an invalid signature or an invalid event. */
  readonly forgeries: string[] = [];
  requests = 0;
  /** The status of its next response. It takes the message if that is 200. */
  status: () => number = () => 200;
  /** The headers of its responses. */
  headers: Readonly<Record<string, string>> = {};
  /** Awaited before it responds. */
  wait: () => Promise<unknown> = async () => undefined;
  readonly #webhook: Webhook;
  readonly #server: Server;

  private constructor(secret: string) {
    this.#webhook = new Webhook(secret);
    this.#server = createServer(async (request, response) => {
      this.requests += 1;
      const status = this.status();
      const body = await text(request).catch(() => undefined);
      if (body === undefined) return;
      try {
        const message = Message.parse(this.#webhook.verify(body, Headers.parse(request.headers)));
        if (request.headers['webhook-id'] !== idOf(message)) throw new Error('the id is not that of the event');
        if (status === 200) this.#take(message);
      } catch (error) {
        this.forgeries.push(`${error}: ${body}`);
      }
      await this.wait();
      response.writeHead(status, this.headers).end();
    });
  }

  #take(message: Message): void {
    if (message.type === 'transfer.final') this.taken.push(message);
    else if (message.type === 'transfer.authorised') this.authorised.push(message);
    else if (message.type === 'transfer.awaits_approval') this.awaiting.push(message);
    else this.recorded.push(message);
  }

  /** @param port by default a free one */
  static async start(secret: string, port = 0): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(secret);
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#server.address()).port}/transfers`;
  }

  /** The number of times that it took the event of the final transfer. */
  times(txId: string): number {
    return this.taken.filter(({ data }) => data.TxID === txId).length;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** A fixed secret for webhooks. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 'secret').toString('base64')}`;
