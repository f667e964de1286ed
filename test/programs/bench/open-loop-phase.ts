import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { httpApi } from '../../support/steps/api.ts';
import type { BenchStack } from './bench-stack.ts';
import { counted } from './counts.ts';
import { type Final, withFinals } from './finals.ts';
import { type Sent, startLoad } from './k6.ts';
import { Percentiles, percentiles } from './percentiles.ts';
import { type Probed, probe, secondsToUsual, type Timed } from './probe.ts';
import { Cores, memory, watch } from './watch.ts';

/** The outcome of transfers sent at one rate. */
export type Phase = z.infer<typeof Phase>;
export const Phase = z.strictObject({
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
  /** Single reads during the phase, in ms. */
  reads: z.strictObject({ sent: z.int(), failed: z.int(), times: Percentiles.optional() }),
  single: z.strictObject({
    /** p99 of the time to final of single transfers before the phase, in ms. */
    before: z.number(),
    /** Seconds after the phase until they take at most twice that. null: not in time. */
    usualAfter: z.number().nullable(),
  }),
});

const PROBE_EVERY_MS = 200;
/** A second of probes. */
const IN_A_ROW = 5;
const PATIENCE_MS = 60_000;

type Pair = readonly [from: string, to: string];

export interface Rate {
  readonly times: number;
  readonly rate: number;
  readonly size: { readonly seconds: number; readonly beforeMs: number; readonly afterMs: number };
  /** The wallets of the single transfers. */
  readonly single: Pair;
  readonly spread: readonly Pair[];
}

/** Sends transfers at one rate, and single ones before, beside and after them. */
export async function phase(bench: BenchStack, { times, rate, size, ...pairs }: Rate): Promise<Phase> {
  const { stack, user } = bench;
  const probing = new AbortController();
  const [from, to] = pairs.single;
  const probes = probe(
    PROBE_EVERY_MS,
    { transfer: () => bench.transfer(from, to), read: () => readBalance(bench, from) },
    probing.signal,
  );
  await delay(size.beforeMs);
  const begun = Date.now();
  const watching = new AbortController();
  const running = await startLoad({
    url: `${stack.url}/api/user/do_transaction`,
    token: user.token,
    rate,
    seconds: size.seconds,
    // Each waits some seconds at most.
    users: 3 * rate + 20,
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
  const finals = await finalsOf(bench, [
    ...accepted,
    ...probed.flatMap(({ txId }) => (txId === undefined ? [] : [{ from, txId }])),
  ]);
  const timed = probed.map((one) => timedBy(one, finals));
  const before = percentiles(
    timed.filter(({ sentAt, ms }) => sentAt < begun && ms < Number.POSITIVE_INFINITY).map(({ ms }) => ms),
  ).p99;
  const figures = await watched;
  return {
    times,
    rate,
    sent: sent.length,
    dropped,
    ...outcome(sent, finals),
    ...(figures && after !== undefined && { memory: { ...figures.memory, after }, cores: figures.cores }),
    reads: reads(probed.filter(({ sentAt }) => sentAt >= begun && sentAt <= end)),
    single: { before, usualAfter: secondsToUsual(timed, { end, mostMs: 2 * before, inARow: IN_A_ROW }) },
  };
}

async function readBalance({ stack, user }: BenchStack, wallet: string): Promise<void> {
  const { status } = await httpApi(stack.url).request('GET', `/api/user/balance/${wallet}`, { token: user.token });
  if (status !== 200) throw new Error(`the response to a read is ${status}`);
}

function reads(probed: readonly Probed[]): Phase['reads'] {
  const times = probed.flatMap(({ readMs }) => (readMs === undefined ? [] : [readMs]));
  return {
    sent: probed.length,
    failed: probed.length - times.length,
    ...(times.length > 0 && { times: percentiles(times) }),
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

/** The final status of transfers, of those that have one in time. */
async function finalsOf(
  { stack }: BenchStack,
  transfers: readonly { from: string; txId: string }[],
): Promise<ReadonlyMap<string, Final>> {
  const found = new Map<string, Final>();
  const tooLong = new AbortController();
  await withFinals(stack, (finals) => {
    const all = transfers.map(async ({ from, txId }) => {
      found.set(txId, await finals.of(from, txId));
    });
    return Promise.race([Promise.all(all), delay(PATIENCE_MS, undefined, { signal: tooLong.signal })]);
  });
  tooLong.abort();
  return found;
}
