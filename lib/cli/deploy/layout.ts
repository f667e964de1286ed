import * as z from 'zod';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { foldLogin } from '../../domain/credentials.ts';
import { TREASURY } from '../../domain/treasury.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { shardsParameter } from './parameters.ts';
import { hasOthers } from './tables.ts';

const Regions = z.array(z.string().min(1)).min(1);

/** Where a stage is: the orchestrator's region, and the region of every shard by number. */
export interface Layout {
  readonly stage: string;
  readonly region: string;
  readonly shards: readonly string[];
}

/** What is wanted of a layout: what is undefined stays as it is. */
export interface LayoutWish {
  readonly stage: string;
  readonly region: string;
  readonly count: number | undefined;
  readonly shardRegions: ReadonlyMap<number, string>;
}

/** How the stage has been laid out; undefined if nothing of it was ever deployed. */
export async function readLayout(stage: string, region: string): Promise<Layout | undefined> {
  const kept = await new ParameterStore().read({ name: shardsParameter(stage), region });
  return kept && { stage, region, shards: Regions.parse(JSON.parse(kept.value)) };
}

/** Kept before anything is deployed, so that whatever is there can be found and removed. */
export async function writeLayout({ stage, region, shards }: Layout): Promise<void> {
  await new ParameterStore().write({ name: shardsParameter(stage), region }, JSON.stringify(shards), 'public');
}

/** The layout that is wished for. @throws ConfigurationError if it is for no shards that there are */
export function wishedLayout({ stage, region, count, shardRegions }: LayoutWish, before: Layout | undefined): Layout {
  const shards = count ?? before?.shards.length;
  if (shards === undefined) {
    throw new ConfigurationError([`--shards is missing: stage "${stage}" is not deployed in ${region} yet`]);
  }
  const beyond = [...shardRegions.keys()].filter((n) => n >= shards);
  if (beyond.length > 0) throw new ConfigurationError(beyond.map((n) => `--shard-region: no shard ${n} of ${shards}`));
  const regionOf = (n: number) => shardRegions.get(n) ?? before?.shards[n] ?? region;
  return { stage, region, shards: Array.from({ length: shards }, (_, n) => regionOf(n)) };
}

export function isSame(a: Layout, b: Layout): boolean {
  return a.shards.join() === b.shards.join();
}

/**
 * A stage that somebody uses keeps its layout.
 * @throws ConfigurationError with the reason
 */
export async function mayChange(before: Layout, wished: Layout): Promise<void> {
  const { stage, region } = before;
  const used =
    (await hasOthers({ table: `mib-${stage}-wallets`, region }, 'wallet_id', TREASURY.walletId)) ||
    (await hasOthers({ table: `mib-${stage}-users`, region }, 'login', foldLogin(TREASURY.login)));
  if (!used) return;
  const reason =
    before.shards.length === wished.shards.length
      ? `its shards are in ${before.shards.join(', ')}: in ${wished.shards.join(', ')} they would begin without the wallets`
      : `it has ${before.shards.length} shards: with ${wished.shards.length}, wallet_id % N would look for its wallets on other shards than those that have them`;
  throw new ConfigurationError([`stage "${stage}" is in use, and ${reason}`]);
}
