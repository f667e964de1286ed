import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { shardVariables } from '../../../lib/local/cells/cell.ts';
import { endpointVariables } from '../../../lib/local/cells/cell-environment.ts';
import { median } from '../../support/environment/median.ts';
import { type BenchStack, onBenchStack } from './bench-stack.ts';
import { allBundles, type Bundle } from './bundles.ts';
import { eventFor, firstEvents } from './first-events.ts';

const Figures = z.object({
  sdk: z.number(),
  own: z.number(),
  response: z.number(),
  failed: z.string().optional(),
  status: z.number().optional(),
});
type Run = z.infer<typeof Figures>;
const Started = z.strictObject({
  name: z.string(),
  kb: z.number(),
  zippedKb: z.number(),
  /**
   * The time, in ms, to load the SDK (which Lambda provides), to load the bundle, and to handle the
   * first event.
   */
  sdkMs: z.number(),
  ownMs: z.number(),
  responseMs: z.number(),
  /** The sum of the three in the fastest process. */
  fastestMs: z.number(),
  status: z.number().optional(),
});
type Started = z.infer<typeof Started>;

/** The times of each function's first event in a fresh process: medians of several processes. */
export type ColdStart = z.infer<typeof ColdStart>;
export const ColdStart = z.array(Started);

const FOLDER = '.esbuild/bench';
const ROUNDS = 9;

export async function coldStart({ quick, say }: { quick: boolean; say: (line: string) => void }): Promise<ColdStart> {
  return onBenchStack(async (bench) => {
    const { services } = bench.stack;
    const { orchestrator, 'shard-0': shard } = services;
    if (!orchestrator || !shard) throw new Error('both services run');
    const events = await firstEvents(bench);
    try {
      const bundles = await allBundles({ orchestrator, shard }, FOLDER);
      const runs = new Map<Bundle, Run[]>(bundles.map((bundle) => [bundle, []]));
      // In rounds over all functions, because the machine may be slower for some seconds.
      for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
        for (const [bundle, of] of runs) {
          of.push(await firstEvent(bench, bundle, await eventFor(bundle.name, events, round)));
        }
        say(`round ${round + 1} of first events is done`);
      }
      return [...runs].map(([bundle, of]) => started(bundle, of));
    } finally {
      await rm(FOLDER, { recursive: true, force: true });
    }
  });
}

/** @throws Error if its first event failed */
function started({ name, bytes, zipped }: Bundle, runs: readonly Run[]): Started {
  const middle = (pick: (run: Run) => number) => Math.round(median(runs.map(pick)));
  const { failed, status } = runs[0] ?? {};
  if (failed !== undefined || (status ?? 200) >= 500) throw new Error(`${name} failed: ${failed ?? status}`);
  return {
    name,
    kb: Math.round(bytes / 102.4) / 10,
    zippedKb: Math.round(zipped / 102.4) / 10,
    sdkMs: middle(({ sdk }) => sdk),
    ownMs: middle(({ own }) => own),
    responseMs: middle(({ response }) => response),
    fastestMs: Math.round(Math.min(...runs.map(({ sdk, own, response }) => sdk + own + response))),
    ...(status !== undefined && { status }),
  };
}

async function firstEvent({ stack }: BenchStack, { name, file, sdk, declared }: Bundle, event: unknown) {
  const cell = name.startsWith('shard') ? 'shard-0' : 'orchestrator';
  const runtime = { endpoint: stack.endpoints[cell] ?? '' };
  const FIRST_EVENT = JSON.stringify({ bundle: file, sdk, event });
  const env = {
    ...process.env,
    ...endpointVariables(runtime),
    ...declared.environment,
    ...shardVariables(stack.shardUrls),
    FIRST_EVENT,
  };
  const program = path.join(import.meta.dirname, 'first-event.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env, cwd: process.cwd() });
  const [, figures = '{}'] = /^FIRST_EVENT (.*)$/m.exec(stdout) ?? [];
  return Figures.parse(JSON.parse(figures));
}
