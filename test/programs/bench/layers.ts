import * as z from 'zod';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import { type BenchStack, onBenchStack } from './bench-stack.ts';
import { withFinals } from './finals.ts';
import { type Profile, profiled } from './profiler.ts';

/** The CPU time of a transfer in each process, in ms, by layer. */
export type Layers = z.infer<typeof Layers>;
export const Layers = z.record(z.string(), z.record(z.string(), z.number()));

const AT_ONCE = 16;

/** The layer of a source, by the first pattern that its URL matches. */
const LAYERS: readonly (readonly [layer: string, url: RegExp])[] = [
  ['tokens and signatures', /node:internal\/crypto|node:crypto|@smithy\/signature-v4/],
  ['SDK', /node_modules\/(?:@aws-sdk|@smithy|@aws-crypto)\//],
  ['invocation', /node_modules\/serverless-offline\//],
  [
    'state machines',
    /node_modules\/(?:aws-local-stepfunctions|jsonpath-plus|asl-validator|ajv)\/|lib\/local\/aws\/step-functions\//,
  ],
  [
    'database',
    /node_modules\/(?:dynalite|classic-level|abstract-level|level|big\.js|lazy)[\w-]*\/|lib\/local\/database\//,
  ],
  ['gateway and other emulators', /lib\/local\//],
  ['functions', /\.esbuild\//],
  [
    'HTTP and sockets',
    /node:(?:_http|net|internal\/(?:stream_base|streams|http|url|js_stream|timers|dtrace))|node:(?:stream|events|url|buffer)/,
  ],
];
const COLLECTION = 'garbage collection';
const REST = 'Node and the rest';

/**
 * Where the CPU time of transfers goes. A profile says in which shares, and the time of the process
 * says how much it is. Threads beside the main one, which sign and collect garbage, count in
 * proportion.
 */
export async function layers({ quick, say }: { quick: boolean; say: (line: string) => void }): Promise<Layers> {
  const [inspect] = await freePorts(1);
  return onBenchStack((bench) => measure(bench, inspect ?? 0, { quick, say }), { inspect });
}

async function measure(
  bench: BenchStack,
  inspect: number,
  { quick, say }: { quick: boolean; say: (line: string) => void },
): Promise<Layers> {
  say('creating wallets');
  const wallets = await bench.wallets(2 * AT_ONCE);
  const names = [...bench.stack.processes.keys()];
  const count = quick ? 50 : 1_500;
  const { used, profiles } = await withFinals(bench.stack, async (finals) => {
    const transfers = (count: number) =>
      sideBySide(AT_ONCE, Array.from({ length: count }), async (_, worker) => {
        const [from = '', to = ''] = wallets.slice(2 * worker);
        await finals.of(from, await bench.transfer(from, to));
      });
    // Code that runs often is compiled by then.
    await transfers(quick ? 20 : 500);
    // A profile takes half as much CPU again. So the time is that of transfers without one.
    const before = await bench.cpu();
    await transfers(count);
    const after = await bench.cpu();
    const ports = names.map((_, n) => inspect + n);
    const profiles = await profiled(ports, () => transfers(count));
    return { used: names.map((name) => ((after[name] ?? 0) - (before[name] ?? 0)) / count), profiles };
  });
  return Object.fromEntries(
    names.map((name, n) => {
      const shares = profiles[n] ? sharesOf(profiles[n]) : {};
      const ms = used[n] ?? 0;
      return [name, Object.fromEntries(Object.entries(shares).map(([layer, share]) => [layer, share * ms]))];
    }),
  );
}

/**
 * The share of each layer in the time at work. Code of Node belongs to the layer that calls it, if
 * its own source tells nothing.
 */
export function sharesOf({ nodes, samples, timeDeltas }: Profile): Record<string, number> {
  const layerOf = new Map<number, string | undefined>();
  const visit = (id: number, callers: string): void => {
    const node = byId.get(id);
    if (!node) return;
    const own = layer(node.callFrame, callers);
    layerOf.set(id, own);
    for (const child of node.children) visit(child, own ?? callers);
  };
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = new Set(nodes.flatMap((node) => node.children));
  for (const { id } of nodes) if (!children.has(id)) visit(id, REST);
  const times: Record<string, number> = {};
  samples.forEach((id, n) => {
    const own = layerOf.get(id);
    if (own !== undefined) times[own] = (times[own] ?? 0) + (timeDeltas[n] ?? 0);
  });
  const sum = Object.values(times).reduce((all, time) => all + time, 0);
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time / sum]));
}

/** @returns undefined while the process waits */
function layer({ functionName, url }: { functionName: string; url: string }, callers: string): string | undefined {
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return COLLECTION;
  const found = LAYERS.find(([, pattern]) => pattern.test(url))?.[0];
  return found ?? (url === '' || url.startsWith('node:') ? callers : REST);
}

/** The layers of all processes, those with the most time first. */
export function layerNames(all: Layers): string[] {
  const sums = new Map<string, number>();
  for (const process of Object.values(all))
    for (const [name, ms] of Object.entries(process)) sums.set(name, (sums.get(name) ?? 0) + ms);
  return [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
