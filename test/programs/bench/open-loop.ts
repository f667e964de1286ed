import { loadavg } from 'node:os';
import * as z from 'zod';
import type { BenchStack } from './bench-stack.ts';
import { Phase, phase } from './open-loop-phase.ts';
import { measure } from './speed.ts';

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
const SIZES = {
  full: { seconds: 60, transfers: 2_000, beforeMs: 10_000, afterMs: 15_000 },
  quick: { seconds: 5, transfers: 200, beforeMs: 2_000, afterMs: 5_000 },
};

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
