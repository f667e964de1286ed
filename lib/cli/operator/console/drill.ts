import { ulid } from 'ulid';
import { TREASURY } from '../../../domain/treasury.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import type { OutputOf } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { ConsoleContext } from './context.ts';
import { ConsoleProblem } from './problems.ts';

/** Numbers from here on are tried for the wallet that receives. */
const FIRST_ID = 900_000;
const MOST_TRIED = 100;

type Context = Pick<ConsoleContext, 'stage' | 'stores' | 'now'>;

/**
 * Starts transfers of 1 from the treasury to a wallet of its owner on the last shard: something to
 * break while no other caller pays. The wallet is opened by the first drill, or before the first fault.
 * @throws ConsoleProblem not_here on a stage; not_now without a treasury
 */
export async function drill(context: Context, count: number): Promise<OutputOf<'drill'>> {
  const { stage, stores, now } = context;
  if (!stage.local) throw new ConsoleProblem('not_here', 'Only a local stack has drills.');
  const toId = await receivingWallet(context);
  const transfers: OutputOf<'drill'>['transfers'] = [];
  for (let n = 0; n < count; n++) {
    const transfer = { fromId: TREASURY.walletId, amount: 1n, credits: [{ toId, amount: 1n }], reference: 'drill' };
    const txId = ulid(now());
    await stores.journal.create({ txId, ...transfer }, now());
    transfers.push({ wallet_id: TREASURY.walletId, TxID: txId });
  }
  // A workflow that does not start is left to the sweeper, as those of users are.
  await Promise.allSettled(
    transfers.map(({ TxID }) => stores.workflow.start({ fromId: TREASURY.walletId, txId: TxID })),
  );
  return { transfers };
}

/**
 * The first free number of the last shard, or the wallet that an earlier drill has opened there.
 * @throws ConsoleProblem not_now without a treasury or a free number
 */
export async function receivingWallet({ stage, stores, now }: Context): Promise<string> {
  const { directory, shards } = stores;
  const treasury = await directory.get(TREASURY.walletId);
  if (!treasury) throw new ConsoleProblem('not_now', 'This stack has no treasury.');
  for (let n = 0, tried = 0; tried < MOST_TRIED; n++) {
    const walletId = String(FIRST_ID + n);
    const shard = shardOf(walletId, stage.shards);
    if (shard !== stage.shards - 1) continue;
    tried += 1;
    const known = await directory.get(walletId);
    if (known?.owner === treasury.owner && known.shard === shard) return walletId;
    if (known) continue;
    // The shard is first: a wallet that the directory calls active must exist.
    await shards.createWallet({ walletId, shard }, now());
    const claim = {
      walletId,
      owner: treasury.owner,
      shard,
      status: 'ACTIVE',
      createdAt: iso(now()),
      madeBy: 'operator',
    } as const;
    const { entry } = await directory.claim(claim, now());
    if (entry.owner === treasury.owner) return walletId;
  }
  throw new ConsoleProblem('not_now', `No number from ${FIRST_ID} on is free for the wallet of a drill.`);
}
