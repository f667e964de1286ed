import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';

const Headers = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});
const Body = z.object({ type: z.string(), timestamp: z.string(), data: z.record(z.string(), z.unknown()) });

/** A receiver of a user's events. It verifies them with the library of the Standard Webhooks specification. */
export class UserReceiver {
  /** The messages that it took, in the order of arrival. */
  readonly taken: { readonly id: string; readonly body: z.infer<typeof Body> }[] = [];
  /** The messages with an invalid signature. */
  readonly forgeries: string[] = [];
  requests = 0;
  /** The status of its responses. It takes a message if that is 2xx. */
  status = 200;
  /** The status of the next response, if it is another each time. */
  respond: () => number = () => this.status;
  headers: Readonly<Record<string, string>> = {};
  /** Awaited before it responds. */
  wait: () => Promise<unknown> = async () => undefined;
  readonly #secrets: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      this.requests += 1;
      const status = this.respond();
      const body = await text(request).catch(() => undefined);
      if (body === undefined) return;
      await this.wait();
      const headers = Headers.safeParse(request.headers);
      if (!headers.success || !this.#isSigned(body, headers.data)) this.forgeries.push(body);
      else if (status < 300) this.taken.push({ id: headers.data['webhook-id'], body: Body.parse(JSON.parse(body)) });
      response.writeHead(status, this.headers).end();
    });
  }

  static async start(): Promise<UserReceiver> {
    const receiver = new UserReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${z.object({ port: z.int() }).parse(this.#server.address()).port}/mib`;
  }

  /** It verifies messages with this secret, too. */
  knows(secret: string): void {
    this.#secrets.push(secret);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #isSigned(body: string, headers: z.infer<typeof Headers>): boolean {
    return this.#secrets.some((secret) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    });
  }
}
