import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { BenchStack } from './bench-stack.ts';
import { cpuMs, machineCpuMs } from './process-figures.ts';

/** The busy cores: of a stack, of the generator of its load, and of everything else. */
export type Cores = z.infer<typeof Cores>;
export const Cores = z.strictObject({ stack: z.number(), generator: z.number(), others: z.number() });

const EVERY_MS = 1_000;

/** The memory of all processes of a stack, in MB. Undefined: there is no /proc. */
export async function memory(bench: BenchStack): Promise<number | undefined> {
  const all = Object.values(await bench.memory());
  return all.length === 0 ? undefined : total(all);
}

/**
 * Measures memory and busy cores every second until the signal aborts. Of the generator are its
 * process and this one.
 * @returns undefined if there is no /proc
 */
export async function watch(
  bench: BenchStack,
  generator: number,
  ends: AbortSignal,
): Promise<{ memory: { before: number; peak: number }; cores: Cores } | undefined> {
  const before = await memory(bench);
  if (before === undefined) return undefined;
  const first = await used(bench, generator);
  let [last, peak] = [first, before];
  while (await passes(EVERY_MS, ends)) {
    peak = Math.max(peak, (await memory(bench)) ?? 0);
    // The generator may have ended.
    last = await used(bench, generator).catch(() => last);
  }
  const cores = (of: (usage: Usage) => number) =>
    Math.max(0, Math.round(((of(last) - of(first)) / (last.at - first.at)) * 100) / 100);
  return {
    memory: { before, peak },
    cores: {
      stack: cores(({ stack }) => stack),
      generator: cores(({ generator }) => generator),
      others: cores(({ machine, stack, generator }) => machine - stack - generator),
    },
  };
}

/** CPU times so far, and when that was, in ms. */
type Usage = Awaited<ReturnType<typeof used>>;

async function used(bench: BenchStack, generator: number) {
  const { user, system } = process.cpuUsage();
  return {
    machine: await machineCpuMs(),
    stack: total(Object.values(await bench.cpu())),
    generator: (await cpuMs(generator)) + (user + system) / 1_000,
    at: performance.now(),
  };
}

function total(figures: readonly number[]): number {
  return figures.reduce((sum, one) => sum + one, 0);
}

/** @returns false as soon as the signal aborts */
async function passes(ms: number, ends: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal: ends }).catch(() => undefined);
  return !ends.aborted;
}
