import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import { STATUS } from '../../../lib/api/errors.ts';
import { type JsonResponse, type Request, type SendJson, sendJson } from '../../../lib/remote/send.ts';
import { type Handler, handlerOf } from './functions.ts';

const Route = z.enum([
  'createwallet',
  'reserve',
  'commit',
  'rollback',
  'wallets',
  'place',
  'markwallet',
  'putwallet',
  'tombwallet',
  'staywallet',
  'copyentries',
  'entries',
]);
export type Route = z.infer<typeof Route>;

/**
 * A fault of a request to a shard. The request is lost, or its response is lost, or it arrives
 * after its caller has given up. A number is the status of a response by something in front of the
 * shard.
 */
export type Fault = 'request lost' | 'response lost' | 'late' | 429 | 500 | 503;

interface Rule {
  readonly fault: Fault;
  readonly routes: readonly Route[];
  /** Only requests about this wallet; undefined for those about any, or about none. */
  readonly walletId: string | undefined;
  /** Only requests of the run of this name. */
  readonly run: string | undefined;
  remaining: number;
}

const Leg = z.object({ wallet_id: z.string(), code: z.string().optional() });
const Legs = z.object({ legs: z.array(Leg) });
const Body = z.union([Legs, Leg]);
const Result = z.object({ statusCode: z.number(), body: z.string() });
const Status = z.record(z.string(), z.number());

/**
 * A network in this process between the task functions and the shards' functions, with the faults
 * that a test asks for.
 */
export class Network {
  /**
   * Every leg that reached its shard, with the status of its response, for example `reserve 7 200`.
   */
  readonly delivered: string[] = [];
  /** Lets a test act on each of these lines. */
  onDelivered: (line: string) => void = () => undefined;
  /** The number of requests that reached their shards. */
  requests = 0;
  readonly #shards: readonly ReadonlyMap<string, Handler>[];
  readonly #rules: Rule[] = [];
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #sender = new AsyncLocalStorage<string>();

  /**
   * @param shards the functions of each shard by number, reached as http://shard-0.test and so on
   */
  constructor(shards: readonly ReadonlyMap<string, Handler>[]) {
    this.#shards = shards;
  }

  /** The first `times` requests, or all of them, fail with the fault: those about this wallet, if one is named. */
  fail(fault: Fault, rule: { walletId?: string; on: Route | readonly Route[]; times?: number; run?: string }): void {
    const routes = [rule.on].flat();
    this.#rules.push({ fault, routes, walletId: rule.walletId, run: rule.run, remaining: rule.times ?? Infinity });
  }

  /** Ends all faults. */
  heal(): void {
    this.#rules.length = 0;
    this.onDelivered = () => undefined;
  }

  /** Delivers the late requests now. */
  async deliverLate(): Promise<void> {
    for (const deliver of this.#late.splice(0)) await deliver();
  }

  /** Attributes the requests that `act` sends to the run of this name. */
  sendingAs<T>(run: string, act: () => Promise<T>): Promise<T> {
    return this.#sender.run(run, act);
  }

  readonly send: SendJson = async (to, request) => {
    const url = new URL(to);
    if (!url.hostname.endsWith('.test')) return sendJson(to, request);
    const [name, inPath] = url.pathname.slice('/api/'.length).split('/');
    const route = Route.parse(name);
    const walletIds = inPath === undefined ? idsInBody(request) : [inPath];
    const deliver = () => this.#deliver(url, route, walletIds, request);
    const fault = this.#faultOf(route, walletIds);
    if (fault === undefined) return deliver();
    if (typeof fault === 'number') return { status: fault, json: { code: 'made_up_by_the_network' } };
    if (fault === 'response lost') await deliver();
    if (fault === 'late') this.#late.push(deliver);
    throw new Error('no response');
  };

  #faultOf(route: Route, walletIds: readonly string[]): Fault | undefined {
    const sender = this.#sender.getStore();
    const rule = this.#rules.find(
      ({ routes, walletId: about, run, remaining }) =>
        remaining > 0 &&
        routes.includes(route) &&
        (about === undefined || walletIds.includes(about)) &&
        (run === undefined || run === sender),
    );
    if (rule) rule.remaining -= 1;
    return rule?.fault;
  }

  async #deliver(
    url: URL,
    route: Route,
    walletIds: readonly string[],
    { method, headers = {}, body }: Request,
  ): Promise<JsonResponse> {
    const shard = this.#shards[Number(/^shard-(\d+)\.test$/.exec(url.hostname)?.[1])];
    if (!shard) throw new Error('no such shard');
    const event = {
      version: '2.0',
      routeKey: `${method} ${url.pathname}`,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      queryStringParameters: Object.fromEntries(url.searchParams),
      pathParameters: { wallet_id: walletIds[0] },
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body,
      isBase64Encoded: false,
      requestContext: { requestId: 'test', http: { sourceIp: '127.0.0.1' } },
    };
    const response = Result.parse(await handlerOf(shard, route)(event, {}));
    const json: unknown = JSON.parse(response.body);
    this.requests += 1;
    const legs = Legs.safeParse(json).data?.legs ?? walletIds.map((wallet_id) => ({ wallet_id, code: undefined }));
    for (const { wallet_id, code } of legs) {
      const status = code === undefined ? response.statusCode : Status.parse(STATUS)[code];
      const line = `${route} ${wallet_id} ${status}`;
      this.delivered.push(line);
      this.onDelivered(line);
    }
    return { status: response.statusCode, json };
  }
}

function idsInBody({ body }: Request): string[] {
  if (body === undefined) return [];
  const read = Body.parse(JSON.parse(body));
  return 'legs' in read ? read.legs.map((leg) => leg.wallet_id) : [read.wallet_id];
}
