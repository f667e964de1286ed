import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const TIMEOUT_MS = 3_000;

/**
 * Stands before one shard as API Gateway does in the cloud: it is there while the shard is not, and
 * responds with 503 then. Locally the gateway of a shard is in the shard's process, and a killed
 * process takes it along.
 */
export class ShardGateway {
  readonly #shard: string;
  readonly #server: Server;
  #beforeHold: (() => Promise<void>) | undefined;

  private constructor(shard: string) {
    this.#shard = shard;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => unavailable(response));
    });
  }

  /** @param shard its own address */
  static async before(shard: string): Promise<ShardGateway> {
    const gateway = new ShardGateway(shard);
    gateway.#server.listen(0, '127.0.0.1').unref();
    await once(gateway.#server, 'listening');
    return gateway;
  }

  get url(): string {
    const address: AddressInfo | string | null = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the gateway does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Runs once, when the next transfer asks the shard to hold money. The request goes on afterwards. */
  onNextHold(run: () => Promise<void>): void {
    this.#beforeHold = run;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await buffer(request);
    const isHold = url === '/api/reserve';
    const run = isHold ? this.#beforeHold : undefined;
    if (isHold) this.#beforeHold = undefined;
    await run?.();
    const { authorization, 'content-type': type } = headers;
    const passed = await fetch(this.#shard + url, {
      method,
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body.length > 0 && { body }),
    });
    const bytes = Buffer.from(await passed.arrayBuffer());
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'application/json' });
    response.end(bytes);
  }
}

function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"Service Unavailable"}');
}
