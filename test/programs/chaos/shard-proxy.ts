import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnFreePort } from '../../support/environment/listening.ts';
import type { MessageFault, MessageFaults } from './message-faults.ts';
import { pause } from './pause.ts';

/** A request as it came, ready to be sent as often as it takes. */
interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** A shard that gives no answer in this time gives none at all. Nobody waits as long for it. */
const SHARD_PATIENCE_MS = 10_000;

/** Stands before one shard and does to messages what a network and a failing machine do. Listens on this machine's own address. */
export class ShardProxy {
  readonly #target: string;
  readonly #faults: MessageFaults;
  readonly #server: Server;
  #url = '';
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(target: string, faults: MessageFaults) {
    this.#target = target;
    this.#faults = faults;
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    // A connection that is closed in the moment of its use would be one more fault, also when there are to be none.
    this.#server.keepAliveTimeout = 0;
  }

  /** @param target the shard's own address */
  static async before(target: string, faults: MessageFaults): Promise<ShardProxy> {
    const proxy = new ShardProxy(target, faults);
    proxy.#url = await listenOnFreePort(proxy.#server);
    return proxy;
  }

  get url(): string {
    return this.#url;
  }

  /** How many messages are still to reach the shard. */
  get underWay(): number {
    return this.#underWay.size;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { authorization, 'content-type': type } = request.headers;
    const message = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      body: body.length > 0 ? body : undefined,
    };
    await this.#treat(message, response, this.#faults.next());
  }

  async #treat(message: Message, response: ServerResponse, fault: MessageFault | undefined): Promise<void> {
    const faults = this.#faults;
    const pass = (afterMs = 0) => this.#pass(message, afterMs);
    switch (fault) {
      case undefined:
        return answer(response, await pass());
      case 'request delayed':
        return answer(response, await pass(faults.delayMs()));
      case 'request delivered when nobody waits any more':
        return answer(response, await pass(faults.lateMs()));
      case 'request dropped':
        // Half of them noticed at once, as a connection that breaks, the others by the caller's patience alone.
        if (faults.isNoticed()) response.destroy();
        return;
      case 'reply dropped':
        await pass();
        response.destroy();
        return;
      case 'request repeated at once': {
        const [first] = await Promise.all([pass(), pass()]);
        return answer(response, first);
      }
      case 'request repeated later':
        pass(faults.lateMs());
        return answer(response, await pass());
      case '500 without passing it on':
        return answer(response, FAILURE);
      case '500 after passing it on':
        await pass();
        return answer(response, FAILURE);
    }
  }

  /** Sends it to the shard. @returns undefined if the shard gave no answer */
  #pass(message: Message, afterMs: number): Promise<Reply | undefined> {
    const passing = this.#send(message, afterMs).finally(() => this.#underWay.delete(passing));
    this.#underWay.add(passing);
    return passing;
  }

  async #send({ method, path, headers, body }: Message, afterMs: number): Promise<Reply | undefined> {
    await pause(afterMs);
    try {
      const signal = AbortSignal.timeout(SHARD_PATIENCE_MS);
      const response = await fetch(this.#target + path, { method, headers, signal, ...(body && { body }) });
      const type = response.headers.get('content-type') ?? 'application/json';
      return { status: response.status, type, body: Buffer.from(await response.arrayBuffer()) };
    } catch {
      return undefined;
    }
  }
}

const FAILURE: Reply = {
  status: 500,
  type: 'application/json',
  body: Buffer.from('{"message":"Internal Server Error"}'),
};

function answer(response: ServerResponse, reply: Reply | undefined): void {
  if (!reply) response.destroy();
  else response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
}
