import { once } from 'node:events';
import { operatorStores } from '../../../lib/cli/operator/connection.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { storedShards } from '../../../lib/local/cells/data-folder.ts';
import { type Stack, startStack } from '../../../lib/local/stack.ts';
import { logger } from '../../../lib/observability/logger.ts';
import { documents } from '../../../lib/store/documents.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { MORE_CURRENCIES } from '../../support/plain-currency.ts';
import { Random } from '../../support/random.ts';
import { when } from '../../support/steps/when.ts';
import { Absences } from './absences.ts';
import { Clients } from './clients.ts';
import { Closings } from './closings.ts';
import { ControlChanges } from './control-changes.ts';
import { gatherControls } from './control-evidence.ts';
import { CreditLimits } from './credit-limits.ts';
import { Crowd } from './crowd.ts';
import { gather } from './evidence.ts';
import { FIRST_SHARDS, Growing, SHARDS } from './growing.ts';
import { checkGrowth, gatherMoves } from './growth-promises.ts';
import { History } from './history.ts';
import { Kills } from './kills.ts';
import { Listener, UserListener } from './listener.ts';
import { MessageFaults } from './message-faults.ts';
import { isFinal, Observer } from './observer.ts';
import { ISSUED_A_DAY } from './operator-acts.ts';
import { auditAtRest, operatorEnvironment } from './operator-audit.ts';
import { OperatorRuns } from './operator-runs.ts';
import { Orders, type TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, createAccounts, treasuryOf } from './people.ts';
import { checkPromises, wantedBy } from './promises.ts';
import { apiWithTimeout } from './public-api.ts';
import { becomeFinal, lastMessages, restAfterHolds, sweepUntilFinal } from './quiet.ts';
import { learnPayments, schedulePayments } from './scheduled-payments.ts';
import { ShardProxy } from './shard-proxy.ts';
import { Striping } from './striping.ts';
import { checkStripes, gatherStripes } from './striping-promises.ts';
import type { Outcome } from './summary.ts';

export interface ChaosOptions {
  /** The duration of the faults. */
  readonly minutes: number;
  /** The seed of requests, message faults and kills. Their timing still depends on the machine. */
  readonly seed: number;
  /** An empty folder for data and logs. */
  readonly folder: string;
  /** The file for the history of all operations, if it is wanted. */
  readonly history?: string | undefined;
  readonly say: (line: string) => void;
  /** Aborts the run. */
  readonly signal: AbortSignal;
}

const PROGRESS_MS = 15_000;
/** Sweeps also run during the faults, so that several runs of one transfer overlap. */
const SWEEP_MS = 20_000;
/** Clients wait this long after the faults for a response. */
const PATIENCE_MS = 60_000;
/** Longer than the function of a request runs: one without a response has ended. */
const CONTROL_MS = 30_000;
/** The number of requests with a key that are repeated at the end. */
const REPEATED_AT_END = 100;

/**
 * Runs the whole system under faults, then without any until every transfer is final, and checks
 * every promise.
 * @throws Error if the system does not start, or does not respond long after the faults
 * @throws the reason of the signal if it aborts
 */
export async function chaos({ folder, signal, ...options }: ChaosOptions): Promise<Outcome> {
  const faults = new MessageFaults(new Random(options.seed));
  const proxies: ShardProxy[] = [];
  const absences = new Absences();
  Object.assign(process.env, MORE_CURRENCIES);
  // An operator calls shards in this process: that calls lack responses is the purpose.
  Object.assign(logger, { warn: () => undefined });
  const listener = await Listener.start(new Random(options.seed + 3));
  const between = async (shardUrls: readonly string[]) => {
    for (const url of shardUrls) proxies.push(await ShardProxy.before(url, faults, absences));
    return proxies.map(({ url }) => url);
  };
  const ended = once(signal, 'abort').then(() => signal.throwIfAborted());
  const unlessEnded = async <T>(job: Promise<T>): Promise<T> => {
    await Promise.race([job, ended]);
    return job;
  };
  try {
    // The people of a run log in once.
    process.env.ACCESS_TOKEN_SECONDS = '3600';
    // Users without a second factor are not asked for one.
    process.env.STEP_UP_NEW_PAYEES = 'on';
    process.env.ISSUED_A_DAY = String(ISSUED_A_DAY);
    const shards = { count: SHARDS };
    // As if it had been started with fewer: the wallets are on these.
    await storedShards(folder, FIRST_SHARDS);
    const stack = await unlessEnded(startStack({ shards, folder, between, ...listener.webhook }));
    try {
      return await unlessEnded(inStack({ ...options, stack, proxies, faults, listener, absences }));
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
  readonly absences: Absences;
}

async function inStack(scene: Scene): Promise<Outcome> {
  const { stack, proxies, faults, listener, seed, say, absences } = scene;
  const history = new History();
  const unexpectedExits: string[] = [];
  stack.died.then((death) => unexpectedExits.push([death.message, ...death.lastLines].join('\n')));
  const api = apiWithTimeout(stack.url);
  const client = when(() => ({ api, shardCount: SHARDS, askEveryMs: 100, treasury: stack.treasury }));
  const patientApi = apiWithTimeout(stack.url, CONTROL_MS);
  const patient = when(() => ({ api: patientApi, shardCount: SHARDS, askEveryMs: 100, treasury: stack.treasury }));
  const people = await createAccounts(patient, stack.treasury);
  const wallets = [...people.wallets, ...people.shortLived];
  const [{ owner } = treasuryOf(people, NO_CURRENCY)] = wallets;
  const own = wallets.filter((account) => account.owner === owner).map(({ walletId }) => walletId);
  const userListener = await UserListener.start(patientApi, owner, own, new Random(seed + 4));
  const credit = new CreditLimits();
  const observer = new Observer(client, history, credit);
  const clients = new Clients(client, history, observer);
  const kills = new Kills(stack.processes, seed);
  // An operator's program has these variables. Its calls of shards have faults, too.
  const addresses = Object.fromEntries(proxies.map(({ url }, n) => [`SHARD_ADDRESS_${n}`, url]));
  const environment = operatorEnvironment(
    stack,
    proxies.map(({ url }) => url),
  );
  Object.assign(process.env, stack.operator, addresses);
  const operated = operatorStores();
  const changes = new ControlChanges(people.wallets, patient, operated);

  const orders = new Orders(people, new Random(seed + 1));
  const closings = new Closings({ client: patient, clients, observer, orders, operated }, new Random(seed + 6));
  const runs = new OperatorRuns(environment, new Random(seed + 9));
  const growths = new Growths(documents(), process.env.WALLETS_TABLE ?? '');
  const growing = new Growing(runs, growths, say);
  const cast = { client: patient, clients, observer, orders, people, runs, history, credit };
  const striping = new Striping(cast, new Random(seed + 13));
  const crowd = await Crowd.open(cast, patientApi, seed + 10);
  const watched = [...people.treasuries, ...wallets, ...crowd.watched];
  const began = Date.now();
  await changes.limitDays(new Random(seed + 7), AbortSignal.timeout(PATIENCE_MS));
  const funding = [...orders.funding(), ...crowd.funding()];
  await Promise.all(funding.map((order) => clients.place(order, AbortSignal.timeout(PATIENCE_MS))));
  if (!(await becomeFinal(observer, people.treasuries))) throw new Error('the wallets were not funded');
  const scheduled = await schedulePayments(
    client,
    { people, random: new Random(seed + 5), overMs: scene.minutes * 60_000, history },
    AbortSignal.timeout(PATIENCE_MS),
  );
  say(
    `ready: ${SHARDS} shards, wallets on ${FIRST_SHARDS} of them, ${people.wallets.length} wallets with money; the faults begin`,
  );
  await withFaults(
    { ...scene, userListener },
    {
      orders,
      watched,
      shortLived: people.shortLived,
      clients,
      observer,
      kills,
      changes,
      closings,
      crowd,
      growing,
      striping,
    },
  );
  say('the faults have ended and every process runs');
  await crowd.settle(AbortSignal.timeout(PATIENCE_MS));
  const accounts = [...people.treasuries, ...wallets, ...crowd.accounts];
  const sweeps = await sweepUntilFinal(stack, observer, accounts);
  say(`${observer.seenFinal} transfers are final after ${sweeps ?? 'more than 2'} sweeps`);
  await lastMessages(proxies);
  const quietFrom = performance.now();
  const before = clients.orders.length;
  await growInQuiet({ growing, clients, orders }, new Random(seed + 12));
  const inQuiet = clients.orders.slice(before);
  say(`${inQuiet.length} transfers requested while wallets moved without faults`);
  await crowd.acts.settle(AbortSignal.timeout(PATIENCE_MS));
  await striping.settle(AbortSignal.timeout(PATIENCE_MS));
  await restAfterHolds(stack, observer, accounts);
  // Of others the session has ended, or the key.
  const keyed = clients.orders.filter(({ key, sender, kind }) => key && !sender && kind !== 'of a leaving user');
  await clients.repeat(keyed.slice(-REPEATED_AT_END), AbortSignal.timeout(PATIENCE_MS));
  await learnPayments(client, scheduled, AbortSignal.timeout(PATIENCE_MS));
  const requested: readonly TransferRequest[] = [...clients.orders, ...scheduled, ...crowd.byOperators];
  const readable = new Set(accounts.map(({ walletId }) => walletId));
  const accepted = requested
    .filter(({ payer }) => readable.has(payer.walletId))
    .flatMap((order) => [...order.accepted].map((txId) => [txId, order.payer] as const));
  const evidence = crowd.complete(
    await gather(client, observer, accounts, new Map(accepted), AbortSignal.timeout(PATIENCE_MS)),
  );
  const all = [...clients.orders, ...scheduled, ...crowd.byOperators];
  if (scene.history !== undefined)
    await history.write(scene.history, all, evidence, (txId) => observer.finalOf(txId), credit);
  await listener.hear([...evidence.transfers.values()].filter(isFinal).map(({ TxID }) => TxID));
  await userListener.hear(wantedBy(userListener.wallets, evidence));
  await userListener.stop();
  const controls = await gatherControls(patient, wallets, evidence.balances, AbortSignal.timeout(PATIENCE_MS));
  const audit = await auditAtRest(stack);
  const ofCrowd = await crowd.check(evidence);
  const moves = await gatherMoves(
    operated,
    [...watched, ...crowd.all].map(({ walletId }) => walletId),
    runs,
  );
  const stripes = await gatherStripes(operated, striping.made);
  const shown = [listener.heard, userListener.heard, moves.listed, audit];
  const ofStripes = checkStripes({ ...stripes, shown }, evidence);
  const { done, unbalanced } = growing;
  const ofGrowth = checkGrowth({ ...moves, to: FIRST_SHARDS, done, unbalanced, inQuiet }, evidence);
  const checked = checkPromises({
    clients,
    observer,
    evidence,
    scheduled,
    byOperators: crowd.byOperators,
    currencies: new Map([...accounts, ...crowd.all].map(({ walletId, currency }) => [walletId, currency])),
    controls: {
      ...controls,
      settings: changes.settings,
      limited: changes.limited.map(({ walletId }) => walletId),
      closings: closings.all,
      closedElsewhere: crowd.leaving.closings,
      reads: observer.reads,
      began,
      ended: Date.now(),
      surprises: [...changes.surprises, ...closings.surprises, ...crowd.surprises, ...striping.surprises],
    },
    audit,
    sweeps,
    unexpectedExits,
    events: listener,
    userListener,
  });
  return {
    ...{ clients, faults, kills, changes, closings, crowd, runs, evidence, growing, striping },
    absences: { faults: absences.line(0, quietFrom), quiet: absences.line(quietFrom) },
    checked: [...checked, ...ofCrowd, ...ofGrowth, ...ofStripes],
  };
}

/** Wallets move to more and to fewer shards while clients pay and nothing fails. */
async function growInQuiet(
  { growing, clients, orders }: Pick<Cast, 'growing' | 'clients' | 'orders'>,
  random: Random,
): Promise<void> {
  const giveUp = AbortSignal.timeout(4 * PATIENCE_MS);
  await growing.settle(giveUp);
  const shrunk = new AbortController();
  await Promise.all([
    clients.work(orders, random, shrunk.signal, giveUp),
    growing.growAndShrink(giveUp).finally(() => shrunk.abort()),
  ]);
}

interface Cast {
  readonly orders: Orders;
  readonly watched: readonly Account[];
  readonly shortLived: readonly Account[];
  readonly changes: ControlChanges;
  readonly closings: Closings;
  readonly clients: Clients;
  readonly observer: Observer;
  readonly kills: Kills;
  readonly crowd: Crowd;
  readonly growing: Growing;
  readonly striping: Striping;
}

/**
 * Runs clients and observers during the faults. Resolves when the faults end and every request has
 * its response.
 */
async function withFaults(
  { stack, faults, listener, userListener, minutes, seed, say }: Scene & { readonly userListener: UserListener },
  { orders, watched, shortLived, clients, observer, kills, changes, closings, crowd, growing, striping }: Cast,
): Promise<void> {
  const over = AbortSignal.timeout(minutes * 60_000);
  const giveUp = AbortSignal.timeout(minutes * 60_000 + PATIENCE_MS);
  const progress = () =>
    say(
      `${clients.orders.length} requested, ${clients.accepted} accepted, ${observer.seenFinal} seen final; ${faults.messages} messages, ${kills.total} kills and outages`,
    );
  faults.begin();
  listener.beUnreliable();
  userListener.beUnreliable();
  await Promise.all([
    clients.work(orders, new Random(seed + 2), over, giveUp),
    changes.work(new Random(seed + 8), over, giveUp),
    closings.work(shortLived, over, giveUp),
    observer.watch(watched, over),
    crowd.work(seed + 11, over, giveUp),
    growing.work(over),
    striping.work(over, giveUp),
    kills.until(over).finally(() => faults.end()),
    every(SWEEP_MS, over, () => stack.sweepAll().catch(() => undefined)),
    every(PROGRESS_MS, over, progress),
  ]);
  listener.beReliable();
  userListener.beReliable();
}

async function every(ms: number, over: AbortSignal, job: () => unknown): Promise<void> {
  for (;;) {
    await pause(ms, over);
    if (over.aborted) return;
    await job();
  }
}
