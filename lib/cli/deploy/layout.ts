import * as z from 'zod';
import { ConfigurationError } from '../../config/configuration-error.ts';
import type { Growth } from '../../domain/growth.ts';
import { isReservedLogin, isReservedWallet } from '../../domain/treasury.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { documentsAt } from '../../store/documents.ts';
import { GROWTH_KEY } from '../../store/growth-key.ts';
import { Growths } from '../../store/growths.ts';
import { isMigrationKey } from '../../store/migrations.ts';
import { shardsParameter } from './parameters.ts';
import { hasOthers } from './tables.ts';

const Regions = z.array(z.string().min(1)).min(1);

/** The layout of a stage: the region of the orchestrator, and that of every shard by number. */
export interface Layout {
  readonly stage: string;
  readonly region: string;
  readonly shards: readonly string[];
}

/** The requested layout. An undefined member stays as it is. */
export interface LayoutRequest {
  readonly stage: string;
  readonly region: string;
  readonly count: number | undefined;
  readonly shardRegions: ReadonlyMap<number, string>;
}

/** The layout of a deployed stage; undefined if the stage was never deployed. */
export async function readLayout(stage: string, region: string): Promise<Layout | undefined> {
  const stored = await new ParameterStore().read({ name: shardsParameter(stage), region });
  return stored && { stage, region, shards: Regions.parse(JSON.parse(stored.value)) };
}

/**
 * Stores the layout. It is written before anything is deployed, so that a partial deployment can be
 * found and removed.
 */
export async function writeLayout({ stage, region, shards }: Layout): Promise<void> {
  await new ParameterStore().write({ name: shardsParameter(stage), region }, JSON.stringify(shards), 'public');
}

/**
 * Applies a request to the deployed layout.
 * @throws ConfigurationError if it names shards that do not exist, or no number of shards for a new
 * stage
 */
export function requestedLayout(
  { stage, region, count, shardRegions }: LayoutRequest,
  before: Layout | undefined,
): Layout {
  const shards = count ?? before?.shards.length;
  if (shards === undefined) {
    throw new ConfigurationError([`--shards is missing: stage "${stage}" is not deployed in ${region}`]);
  }
  const beyond = [...shardRegions.keys()].filter((n) => n >= shards);
  if (beyond.length > 0)
    throw new ConfigurationError(
      beyond.map((n) => `--shard-region: there is no shard ${n}; the stage has ${shards} shards`),
    );
  const regionOf = (n: number) => shardRegions.get(n) ?? before?.shards[n] ?? region;
  return { stage, region, shards: Array.from({ length: shards }, (_, n) => regionOf(n)) };
}

export function isSame(a: Layout, b: Layout): boolean {
  return a.shards.join() === b.shards.join();
}

/**
 * Whether a stage has users or wallets beside the treasury. An unused stage may have growths and
 * migrations, too: they are removed with it.
 */
export async function isInUse({ stage, region }: Layout): Promise<boolean> {
  const isOwn = (walletId: string) =>
    isReservedWallet(walletId) || walletId === GROWTH_KEY.wallet_id || isMigrationKey(walletId);
  return (
    (await hasOthers({ table: `mib-${stage}-wallets`, region }, 'wallet_id', isOwn)) ||
    (await hasOthers({ table: `mib-${stage}-users`, region }, 'login', isReservedLogin))
  );
}

/** The growths of a deployed stage. */
export function growthsOf({ stage, region }: Pick<Layout, 'stage' | 'region'>): Growths {
  return new Growths(documentsAt({ region }), `mib-${stage}-wallets`);
}

/**
 * Refuses a layout of a stage in use that would lose wallets. More shards are no danger: wallets stay where
 * they are until a growth begins.
 * @param last the last growth of the stage, if there was any
 * @throws ConfigurationError with the reason
 */
export function assertMayChange(before: Layout, requested: Layout, last: Growth | undefined): void {
  const refuse = (reason: string) => {
    throw new ConfigurationError([`stage "${before.stage}" is in use: ${reason}`]);
  };
  const to = requested.shards.length;
  const both = Math.min(before.shards.length, to);
  const [was, becomes] = [before, requested].map(({ shards }) => shards.slice(0, both).join(', '));
  if (was !== becomes) refuse(`its shards are in ${was}: new shards in ${becomes} would not have its wallets`);
  if (to >= before.shards.length) return;
  if (last && last.state !== 'finished')
    refuse(`the growth from ${last.from} to ${last.to} shards is not finished: run "operator shards finish" first`);
  const on = last?.to ?? before.shards.length;
  if (on > to) refuse(`its wallets are on ${on} shards: run "operator shards grow --to ${to}" first`);
}
