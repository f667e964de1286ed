import * as z from 'zod';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import { type BenchStack, onBenchStack } from './bench-stack.ts';
import { counted, tenths, usedByOne } from './counts.ts';
import { withFinals } from './finals.ts';
import { Percentiles, percentiles } from './percentiles.ts';

export const Run = z.strictObject({
  name: z.string(),
  concurrency: z.int(),
  transfers: z.int(),
  /** Final transfers per second. */
  perSecond: z.number(),
  /** From sending the request to its response, in ms. */
  acceptance: Percentiles,
  /** From sending the request to the final status, in ms. */
  final: Percentiles,
  statuses: z.record(z.string(), z.int()),
});
export type Run = z.infer<typeof Run>;

const Memory = z.record(z.string(), z.int());

/** The speed of a local stack, and its memory before and after. */
export type Speed = z.infer<typeof Speed>;
export const Speed = z.strictObject({
  runs: z.array(Run),
  /** The CPU time of a transfer, in ms, by process, spread at a concurrency of 16. */
  cpu: z.record(z.string(), z.number()),
  memory: z.strictObject({ before: Memory, after: Memory }),
});

/** The payer and the payee of the transfers of worker `n`. */
export type Pairs = (n: number) => readonly [from: string, to: string];

const AT_ONCE = 64;

export async function speed({ quick, say }: { quick: boolean; say: (line: string) => void }): Promise<Speed> {
  return onBenchStack(async (bench) => {
    const before = await bench.memory();
    say('creating wallets');
    const wallets = await bench.wallets(quick ? 32 : 2 * AT_ONCE);
    const at = (n: number) => wallets[n % wallets.length] ?? '';
    const half = wallets.length / 2;
    // Adjacent wallets are on different shards.
    const spread: Pairs = (n) => [at(2 * n), at(2 * n + 1)];
    const fromOne: Pairs = (n) => [at(0), at(1 + (n % (half - 1)))];
    const toOne: Pairs = (n) => [at(1 + (n % (half - 1))), at(0)];
    const plan: [string, number, number, Pairs][] = [
      ['spread', 1, quick ? 10 : 100, spread],
      ['spread', 16, quick ? 50 : 500, spread],
      ['spread', AT_ONCE, quick ? 100 : 1_000, spread],
      // More transfers than a wallet has tombstones for the last 15 s.
      ['one payer', AT_ONCE, quick ? 100 : 1_000, fromOne],
      ['one payee', AT_ONCE, quick ? 100 : 1_000, toOne],
    ];
    const runs: Run[] = [];
    let cpu: Speed['cpu'] = {};
    for (const [name, concurrency, transfers, pairs] of plan) {
      const used = await bench.cpu();
      const run = await measure(bench, { name, concurrency, transfers, pairs });
      if (concurrency === 16) cpu = usedByOne(used, await bench.cpu(), transfers);
      say(`${name} at ${concurrency}: ${run.perSecond} a second, ${JSON.stringify(run.statuses)}`);
      runs.push(run);
    }
    return { runs, cpu, memory: { before, after: await bench.memory() } };
  });
}

/** A closed loop: each worker sends its next transfer when its last one is final. */
export async function measure(
  { stack, transfer }: BenchStack,
  { name, concurrency, transfers, pairs }: { name: string; concurrency: number; transfers: number; pairs: Pairs },
): Promise<Run> {
  const started = performance.now();
  const { results, seconds } = await withFinals(stack, async (finals) => {
    const results = await sideBySide(concurrency, Array.from({ length: transfers }), async (_, worker) => {
      const [from, to] = pairs(worker);
      const sentAt = Date.now();
      const sent = performance.now();
      const txId = await transfer(from, to);
      const accepted = performance.now() - sent;
      const { status, at } = await finals.of(from, txId);
      return { accepted, final: at - sentAt, status };
    });
    return { results, seconds: (performance.now() - started) / 1_000 };
  });
  return {
    name,
    concurrency,
    transfers,
    perSecond: tenths(transfers / seconds),
    acceptance: percentiles(results.map(({ accepted }) => accepted)),
    final: percentiles(results.map(({ final }) => final)),
    statuses: counted(results.map(({ status }) => status)),
  };
}
