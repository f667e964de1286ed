import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { TransferWebhook } from '../../../lib/domain/transfer-event.ts';

const Headers = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});

/** A receiver of webhooks, which takes what the library of the specification verifies. */
export class WebhookReceiver {
  /** What it has taken, in the order of its arrival. */
  readonly taken: TransferWebhook[] = [];
  /** What is not signed with its secret, or is no event. */
  readonly forgeries: string[] = [];
  requests = 0;
  /** The status of its response; it takes the message if that is 200. */
  status: () => number = () => 200;
  /** Of its responses. */
  headers: Readonly<Record<string, string>> = {};
  /** What it does before it responds. */
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
        const message = TransferWebhook.parse(this.#webhook.verify(body, Headers.parse(request.headers)));
        if (request.headers['webhook-id'] !== message.data.TxID) throw new Error('the id is not that of the transfer');
        if (status === 200) this.taken.push(message);
      } catch (error) {
        this.forgeries.push(`${error}: ${body}`);
      }
      await this.wait();
      response.writeHead(status, this.headers).end();
    });
  }

  /** @param port any free one if it is not given */
  static async start(secret: string, port = 0): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(secret);
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#server.address()).port}/transfers`;
  }

  /** How often the transfer's event was taken. */
  times(txId: string): number {
    return this.taken.filter(({ data }) => data.TxID === txId).length;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** A secret for a webhook, the same each time. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 'secret').toString('base64')}`;
