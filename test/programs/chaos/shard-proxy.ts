import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnFreePort } from '../../support/environment/listening.ts';
import type { Absences } from './absences.ts';
import type { MessageFault, MessageFaults } from './message-faults.ts';
import { pause } from './pause.ts';

/** A request as it arrived, to be sent any number of times. */
interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

interface ShardResponse {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** The timeout of a request to the shard. No caller waits longer. */
const SHARD_TIMEOUT_MS = 10_000;

/**
 * A proxy before one shard, on the loopback interface. It treats messages as a network and a
 * failing machine do.
 */
export class ShardProxy {
  readonly #target: string;
  readonly #faults: MessageFaults;
  readonly #server: Server;
  #url = '';
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #absences: Pick<Absences, 'heard'> | undefined;

  private constructor(target: string, faults: MessageFaults, absences?: Pick<Absences, 'heard'>) {
    this.#target = target;
    this.#faults = faults;
    this.#absences = absences;
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    // An idle connection that closes when it is used would be a fault, also outside the faults.
    this.#server.keepAliveTimeout = 0;
  }

  /**
   * @param target the shard's own address
   * @param absences hears what the shard says of moves
   */
  static async before(target: string, faults: MessageFaults, absences?: Pick<Absences, 'heard'>): Promise<ShardProxy> {
    const proxy = new ShardProxy(target, faults, absences);
    proxy.#url = await listenOnFreePort(proxy.#server);
    return proxy;
  }

  get url(): string {
    return this.#url;
  }

  /** The number of messages in flight to the shard. */
  get inFlight(): number {
    return this.#inFlight.size;
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
        return respond(response, await pass());
      case 'request delayed':
        return respond(response, await pass(faults.delayMs()));
      case 'request delivered after the timeout':
        return respond(response, await pass(faults.lateMs()));
      case 'request dropped':
        // Half of the callers notice immediately by a broken connection, the others by their
        // timeout.
        if (faults.isNoticed()) response.destroy();
        return;
      case 'response dropped':
        await pass();
        response.destroy();
        return;
      case 'request repeated immediately': {
        const [first] = await Promise.all([pass(), pass()]);
        return respond(response, first);
      }
      case 'request repeated later':
        pass(faults.lateMs());
        return respond(response, await pass());
      case '500 without passing it on':
        return respond(response, FAILURE);
      case '500 after passing it on':
        await pass();
        return respond(response, FAILURE);
    }
  }

  /** Sends a message to the shard. @returns undefined without a response */
  #pass(message: Message, afterMs: number): Promise<ShardResponse | undefined> {
    const passing = this.#send(message, afterMs).finally(() => this.#inFlight.delete(passing));
    this.#inFlight.add(passing);
    return passing;
  }

  async #send({ method, path, headers, body }: Message, afterMs: number): Promise<ShardResponse | undefined> {
    await pause(afterMs);
    try {
      const signal = AbortSignal.timeout(SHARD_TIMEOUT_MS);
      const response = await fetch(this.#target + path, { method, headers, signal, ...(body && { body }) });
      const type = response.headers.get('content-type') ?? 'application/json';
      const heard = Buffer.from(await response.arrayBuffer());
      if (response.ok) this.#absences?.heard(path, body, heard);
      return { status: response.status, type, body: heard };
    } catch {
      return undefined;
    }
  }
}

const FAILURE: ShardResponse = {
  status: 500,
  type: 'application/json',
  body: Buffer.from('{"message":"Internal Server Error"}'),
};

function respond(response: ServerResponse, shardResponse: ShardResponse | undefined): void {
  if (!shardResponse) response.destroy();
  else response.writeHead(shardResponse.status, { 'content-type': shardResponse.type }).end(shardResponse.body);
}
