import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { BenchStack } from './bench-stack.ts';
import { type Final, Finals } from './finals.ts';
import { type Sent, startLoad } from './k6.ts';
import { Percentiles, percentiles } from './percentiles.ts';
import { type Probed, probe, secondsToUsual, type Timed } from './probe.ts';
import { measure } from './speed.ts';
import { Cores, memory, watch } from './watch.ts';

const Phase = z.strictObject({
  /** The rate as a multiple of the capacity. */
  times: z.number(),
  /** Requests per second. */
  rate: z.int(),
  sent: z.int(),
  /** Not sent, because too many requests were in flight. */
  dropped: z.int(),
  /** By status. `503 without Retry-After` and `no response` would be errors. */
  responses: z.record(z.string(), z.int()),
  /** From the request to its response, in ms, of accepted and of other ones. */
  acceptance: Percentiles.optional(),
  refusal: Percentiles.optional(),
  /** From the request to the final status, in ms. */
  final: Percentiles.optional(),
  /** The accepted ones by final status. */
  ends: z.record(z.string(), z.int()),
  /** Of all processes of the stack, in MB. Without /proc it is unknown. */
  memory: z.strictObject({ before: z.int(), peak: z.int(), after: z.int() }).optional(),
  cores: Cores.optional(),
  single: z.strictObject({
    /** p99 of the time to final of single transfers before the phase, in ms. */
    before: z.number(),
    /** Seconds after the phase until they take at most twice that. null: not in time. */
    usualAfter: z.number().nullable(),
  }),
});
type Phase = z.infer<typeof Phase>;

/** The outcome of transfers sent at fixed rates below and above the capacity. */
export type OpenLoop = z.infer<typeof OpenLoop>;
export const OpenLoop = z.strictObject({
  generator: z.string(),
  /** Final transfers per second of a closed loop. */
  capacity: z.number(),
  seconds: z.int(),
  /** The load average of the machine before it, over one minute. */
  machineLoad: z.number(),
  phases: z.array(Phase),
});

const TIMES = [0.5, 1, 3];
const CONCURRENCY = 64;
const PROBE_EVERY_MS = 200;
/** A second of probes. */
const IN_A_ROW = 5;
const PATIENCE_MS = 60_000;
const SIZES = {
  full: { seconds: 60, transfers: 2_000, beforeMs: 10_000, afterMs: 15_000 },
  quick: { seconds: 5, transfers: 200, beforeMs: 2_000, afterMs: 5_000 },
};
type Size = (typeof SIZES)['full'];

/**
 * Measures the capacity by a closed loop. Then sends transfers at half of it, at it and at three
 * times it. k6 sends them, and shares the machine with the system.
 * @throws Error if k6 fails
 */
export async function openLoop(
  bench: BenchStack,
  { generator, quick, say }: { generator: string; quick: boolean; say: (line: string) => void },
): Promise<OpenLoop> {
  const [machineLoad = 0] = loadavg();
  const size = SIZES[quick ? 'quick' : 'full'];
  say('creating wallets');
  const wallets = await bench.wallets(2 * CONCURRENCY + 2);
  // Adjacent wallets are on different shards.
  const pairs = Array.from(
    { length: wallets.length / 2 },
    (_, n) => [wallets[2 * n] ?? '', wallets[2 * n + 1] ?? ''] as const,
  );
  const [single = ['', ''], ...spread] = pairs;
  const { perSecond: capacity } = await measure(bench, {
    name: 'spread',
    concurrency: CONCURRENCY,
    transfers: size.transfers,
    pairs: (n) => spread[n % spread.length] ?? ['', ''],
  });
  say(`the capacity is ${capacity} a second`);
  const phases: Phase[] = [];
  for (const times of TIMES) {
    const rate = Math.max(1, Math.round(capacity * times));
    const found = await phase(bench, { times, rate, size, single, spread });
    say(JSON.stringify(found));
    phases.push(found);
  }
  return { generator, capacity, seconds: size.seconds, machineLoad: Math.round(machineLoad * 10) / 10, phases };
}

type Pair = readonly [from: string, to: string];

async function phase(
  bench: BenchStack,
  { times, rate, size, ...pairs }: { times: number; rate: number; size: Size; single: Pair; spread: Pair[] },
): Promise<Phase> {
  const { stack, user } = bench;
  const probing = new AbortController();
  const probes = probe(PROBE_EVERY_MS, () => bench.transfer(...pairs.single), probing.signal);
  await delay(size.beforeMs);
  const begun = Date.now();
  const watching = new AbortController();
  const running = await startLoad({
    url: `${stack.url}/api/user/do_transaction`,
    token: user.token,
    rate,
    seconds: size.seconds,
    // Each waits some seconds at most.
    users: 2 * rate + 20,
    pairs: pairs.spread,
  });
  const watched = watch(bench, running.pid, watching.signal);
  const { sent, dropped } = await running.done;
  watching.abort();
  const end = Math.max(...sent.map(({ sentAt }) => sentAt));
  await delay(Math.max(0, end + size.afterMs - Date.now()));
  const after = await memory(bench);
  probing.abort();
  const probed = await probes;
  const accepted = sent.flatMap(({ from, txId }) => (txId === undefined ? [] : [{ from, txId }]));
  const [from] = pairs.single;
  const finals = await finalsOf(bench, [
    ...accepted,
    ...probed.flatMap(({ txId }) => (txId === undefined ? [] : [{ from, txId }])),
  ]);
  const timed = probed.map((one) => timedBy(one, finals));
  const before = percentiles(timed.filter(({ sentAt }) => sentAt < begun).map(({ ms }) => ms)).p99;
  const figures = await watched;
  return {
    times,
    rate,
    sent: sent.length,
    dropped,
    ...outcome(sent, finals),
    ...(figures && after !== undefined && { memory: { ...figures.memory, after }, cores: figures.cores }),
    single: { before, usualAfter: secondsToUsual(timed, { end, mostMs: 2 * before, inARow: IN_A_ROW }) },
  };
}

function timedBy({ sentAt, txId }: Probed, finals: ReadonlyMap<string, Final>): Timed {
  const final = txId === undefined ? undefined : finals.get(txId);
  return { sentAt, ms: final?.status === 'SUCCESSFUL' ? final.at - sentAt : Number.POSITIVE_INFINITY };
}

/** The responses and the ends of requests. */
export function outcome(
  sent: readonly Sent[],
  finals: ReadonlyMap<string, Final>,
): Pick<Phase, 'responses' | 'acceptance' | 'refusal' | 'final' | 'ends'> {
  const accepted = sent.flatMap(({ txId, sentAt, ms }) => (txId === undefined ? [] : [{ txId, sentAt, ms }]));
  const refused = sent.filter(({ txId }) => txId === undefined);
  const ended = accepted.flatMap(({ txId, sentAt }) => {
    const final = finals.get(txId);
    return final ? [final.at - sentAt] : [];
  });
  return {
    responses: counted(sent.map(responseOf)),
    ...(accepted.length > 0 && { acceptance: percentiles(accepted.map(({ ms }) => ms)) }),
    ...(refused.length > 0 && { refusal: percentiles(refused.map(({ ms }) => ms)) }),
    ...(ended.length > 0 && { final: percentiles(ended) }),
    ends: counted(accepted.map(({ txId }) => finals.get(txId)?.status ?? 'not final')),
  };
}

function responseOf({ status, saysWhen }: Sent): string {
  if (status === 0) return 'no response';
  const mustSayWhen = status === 429 || status === 503;
  return mustSayWhen && !saysWhen ? `${status} without Retry-After` : `${status}`;
}

function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** The final status of transfers, of those that have one in time. */
async function finalsOf(
  { stack }: BenchStack,
  transfers: readonly { from: string; txId: string }[],
): Promise<ReadonlyMap<string, Final>> {
  const finals = new Finals(stack);
  const found = new Map<string, Final>();
  const all = Promise.all(
    transfers.map(async ({ from, txId }) => {
      found.set(txId, await finals.of(from, txId));
    }),
  );
  const looking = finals.look();
  const tooLong = new AbortController();
  await Promise.race([all, looking.then(() => all), delay(PATIENCE_MS, undefined, { signal: tooLong.signal })]);
  tooLong.abort();
  finals.stop();
  await looking.catch(() => undefined);
  return found;
}
