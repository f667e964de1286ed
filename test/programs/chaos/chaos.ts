import { once } from 'node:events';
import { type Stack, startStack } from '../../../lib/local/stack.ts';
import { Random } from '../../support/random.ts';
import { when } from '../../support/steps/when.ts';
import { Clients } from './clients.ts';
import { gather } from './evidence.ts';
import { Kills } from './kills.ts';
import { Listener } from './listener.ts';
import { MessageFaults } from './message-faults.ts';
import { Observer } from './observer.ts';
import { operatorAudit } from './operator-audit.ts';
import { Orders } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, openAccounts } from './people.ts';
import { checkPromises } from './promises.ts';
import { impatientApi } from './public-api.ts';
import { becomeFinal, lastMessages, sweepUntilFinal } from './quiet.ts';
import { ShardProxy } from './shard-proxy.ts';
import type { Outcome } from './summary.ts';

export interface ChaosOptions {
  /** How long there are faults. */
  readonly minutes: number;
  /** Of the orders, the faults of messages and the kills. What meets what is the machine's doing all the same. */
  readonly seed: number;
  /** An empty folder for data and logs. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

const SHARDS = 3;
const PROGRESS_MS = 15_000;
/** There are sweeps of everything during the faults too, so that several runs of one transfer meet. */
const SWEEP_MS = 20_000;
/** How long after the faults clients go on asking for an answer. */
const PATIENCE_MS = 60_000;
/** So many of the orders with a key are sent once more when all is over. */
const REPEATED_AT_THE_END = 100;

/**
 * Runs the whole system under faults, then without any until everything is final, and checks every promise.
 * @throws Error if the system does not start, or gives no answer long after the faults; the reason of the signal if that comes
 */
export async function chaos({ folder, signal, ...options }: ChaosOptions): Promise<Outcome> {
  const faults = new MessageFaults(new Random(options.seed));
  const proxies: ShardProxy[] = [];
  const listener = await Listener.start(new Random(options.seed + 3));
  const between = async (shardUrls: readonly string[]) => {
    for (const url of shardUrls) proxies.push(await ShardProxy.before(url, faults));
    return proxies.map(({ url }) => url);
  };
  const ended = once(signal, 'abort').then(() => signal.throwIfAborted());
  const unlessEnded = async <T>(job: Promise<T>): Promise<T> => {
    await Promise.race([job, ended]);
    return job;
  };
  try {
    const shards = { count: SHARDS };
    const stack = await unlessEnded(startStack({ shards, folder, between, ...listener.webhook }));
    try {
      return await unlessEnded(inStack({ ...options, stack, proxies, faults, listener }));
    } finally {
      await stack.stop();
    }
  } finally {
    for (const proxy of proxies) proxy.close();
    await listener.stop();
  }
}

interface Scene extends Omit<ChaosOptions, 'folder' | 'signal'> {
  readonly stack: Stack;
  readonly proxies: readonly ShardProxy[];
  readonly faults: MessageFaults;
  readonly listener: Listener;
}

async function inStack(scene: Scene): Promise<Outcome> {
  const { stack, proxies, faults, listener, seed, say } = scene;
  const endedByThemselves: string[] = [];
  stack.died.then((death) => endedByThemselves.push([death.message, ...death.lastLines].join('\n')));
  const api = impatientApi(stack.url);
  const client = when(() => ({ api, shardCount: SHARDS, askEveryMs: 100, treasury: stack.treasury }));
  const people = await openAccounts(client, stack.treasury);
  const accounts = [people.treasury, ...people.wallets];
  const clients = new Clients(client);
  const observer = new Observer(client);
  const kills = new Kills(stack.processes, seed);

  const orders = new Orders(people, new Random(seed + 1));
  await Promise.all(orders.funding().map((order) => clients.place(order, AbortSignal.timeout(PATIENCE_MS))));
  if (!(await becomeFinal(observer, [people.treasury]))) throw new Error('the wallets got no money');
  say(`ready: ${SHARDS} shards, ${people.wallets.length} wallets with money; now the faults begin`);
  await withFaults(scene, { orders, accounts, clients, observer, kills });
  say('the faults are over and everything runs');
  const sweeps = await sweepUntilFinal(stack, observer, accounts);
  say(`${observer.seenFinal} transfers are final after ${sweeps ?? 'more than 2'} sweeps`);
  await lastMessages(proxies);
  const keyed = clients.orders.filter(({ key }) => key !== undefined);
  await clients.repeat(keyed.slice(-REPEATED_AT_THE_END), AbortSignal.timeout(PATIENCE_MS));
  const accepted = clients.orders.flatMap((order) => [...order.accepted].map((txId) => [txId, order.payer] as const));
  const evidence = await gather(client, observer, accounts, new Map(accepted), AbortSignal.timeout(PATIENCE_MS));
  await listener.hear(evidence.transfers.keys());
  const audit = await operatorAudit(stack);
  const checked = checkPromises({ clients, observer, evidence, audit, sweeps, endedByThemselves, events: listener });
  return { clients, faults, kills, evidence, checked };
}

interface Cast {
  readonly orders: Orders;
  readonly accounts: readonly Account[];
  readonly clients: Clients;
  readonly observer: Observer;
  readonly kills: Kills;
}

/** Everybody at work while messages are lost and processes are killed. Resolves when that is over and every order has its answer. */
async function withFaults(
  { stack, faults, listener, minutes, seed, say }: Scene,
  { orders, accounts, clients, observer, kills }: Cast,
): Promise<void> {
  const over = AbortSignal.timeout(minutes * 60_000);
  const giveUp = AbortSignal.timeout(minutes * 60_000 + PATIENCE_MS);
  const progress = () =>
    say(
      `${clients.orders.length} offered, ${clients.accepted} accepted, ${observer.seenFinal} seen final; ${faults.messages} messages, ${kills.total} kills`,
    );
  faults.begin();
  listener.beUnreliable();
  await Promise.all([
    clients.work(orders, new Random(seed + 2), over, giveUp),
    observer.watch(accounts, over),
    kills.until(over).finally(() => faults.end()),
    every(SWEEP_MS, over, () => stack.sweepAll().catch(() => undefined)),
    every(PROGRESS_MS, over, progress),
  ]);
  listener.beReliable();
}

async function every(ms: number, over: AbortSignal, job: () => unknown): Promise<void> {
  for (;;) {
    await pause(ms, over);
    if (over.aborted) return;
    await job();
  }
}
