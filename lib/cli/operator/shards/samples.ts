import { readEnvironment, required } from '../../../config/environment.ts';
import { shardsDuring } from '../../../domain/growth.ts';
import { type SampledShard, walletsAmong } from '../../../domain/growth-plan.ts';
import { documentsAt } from '../../../store/documents.ts';
import { itemsIn } from '../../../store/table-size.ts';
import type { Step } from '../../../usecases/grow.ts';
import { shardPlaces } from '../shard-places.ts';
import type { GrowthStores } from './stores.ts';

/** The wallets of a shard from whose number and statements the others are estimated. */
const SAMPLE = 1_000;
const PAGE = 100;

/**
 * Samples of the shards of a growth.
 * @throws ShardUnavailable
 */
export async function samplesOf(
  stage: string,
  step: Step,
  { shards }: Pick<GrowthStores, 'shards'>,
): Promise<SampledShard[]> {
  const { AWS_REGION } = readEnvironment({ AWS_REGION: required });
  const places = await shardPlaces(stage, AWS_REGION);
  const sampled = places.slice(0, shardsDuring(step)).map(async (place, shard) => {
    const sample: Awaited<ReturnType<typeof shards.walletPage>>['wallets'][number][] = [];
    let cursor: string | undefined;
    do {
      const page = await shards.walletPage(shard, cursor, Date.now(), PAGE);
      sample.push(...page.wallets);
      cursor = page.next;
    } while (cursor !== undefined && sample.length < SAMPLE);
    // All of a small shard are read, and need no estimate.
    if (cursor === undefined) return { wallets: sample.length, sample };
    return { wallets: walletsAmong(await itemsIn(documentsAt(place), place.wallets), sample), sample };
  });
  return Promise.all(sampled);
}
