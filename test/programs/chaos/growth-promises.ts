import * as z from 'zod';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { Shards } from '../../../lib/remote/shards.ts';
import type { Directory } from '../../../lib/store/directory.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import type { OperatorRuns } from './operator-runs.ts';
import type { TransferRequest } from './orders.ts';

/** A wallet as a shard lists it. */
interface Listed {
  readonly walletId: string;
  readonly shard: number;
  readonly isMoving: boolean;
}

/** What is known of the moves of wallets at the end. */
export interface KnownGrowth {
  /** The number of shards that the wallets are on. */
  readonly to: number;
  /** The wallets of all shards. */
  readonly listed: readonly Listed[];
  /** The shard of each wallet by the directory, of those that were opened. */
  readonly named: ReadonlyMap<string, number | undefined>;
  /** Audits of a growth that did not balance. */
  readonly unbalanced: readonly string[];
  /** What `verify` found of the statements. */
  readonly statements: readonly string[];
  /** The growths that are finished. */
  readonly done: readonly string[];
  /** Requests that were made while wallets moved and nothing failed. */
  readonly inQuiet: readonly TransferRequest[];
}

const Verified = z.object({ findings: z.array(z.unknown()) });

/** Reads what the shards, the directory and the statements have. @throws Error if one cannot be read */
export async function gatherMoves(
  { shards, directory }: { readonly shards: Pick<Shards, 'count' | 'wallets'>; readonly directory: Directory },
  walletIds: readonly string[],
  runs: Pick<OperatorRuns, 'read'>,
): Promise<Pick<KnownGrowth, 'listed' | 'named' | 'statements'>> {
  const listed: Listed[] = [];
  for (let shard = 0; shard < shards.count; shard++)
    for await (const { walletId, moving } of shards.wallets(shard, Date.now))
      listed.push({ walletId, shard, isMoving: moving !== undefined });
  const named = new Map<string, number | undefined>();
  for (const walletId of walletIds) named.set(walletId, (await directory.get(walletId))?.shard);
  const { findings } = Verified.parse(await runs.read(['verify']));
  return { listed, named, statements: findings.map((finding) => JSON.stringify(finding)) };
}

/** Checks the promises of a change of the number of shards. */
export function checkGrowth(known: KnownGrowth, { transfers }: Pick<Evidence, 'transfers'>): Checked[] {
  const { named, listed, done, unbalanced, statements } = known;
  const quiet = known.inQuiet.flatMap(({ accepted }) => [...accepted]).map((txId) => transfers.get(txId));
  return [
    {
      promise: 'each wallet is on one shard: the one of the number of shards, which the directory names',
      on: `${named.size} wallets, ${known.to} shards`,
      broken: [...named].flatMap(([walletId, shard]) => misplaced(walletId, shard, known)),
    },
    {
      promise: 'a growth is finished only on books that balance, and they always do',
      on: `${done.length} growths`,
      broken: unbalanced,
    },
    {
      promise: 'every statement is whole after all moves, and is as its wallet says',
      on: `${listed.length} wallets`,
      broken: statements,
    },
    {
      promise: 'no transfer fails because its wallets move',
      on: `${quiet.length} transfers during a growth without faults`,
      broken: quiet.flatMap((transfer) =>
        transfer?.status === 'FAILED' && transfer.note === NOTES.limitExceeded
          ? [`${transfer.TxID} from ${transfer.from_id} to ${transfer.to_id}`]
          : [],
      ),
    },
  ];
}

function misplaced(walletId: string, named: number | undefined, { listed, to }: KnownGrowth): string[] {
  const places = listed.filter((one) => one.walletId === walletId);
  const [place] = places;
  const isRight =
    places.length === 1 && place?.shard === named && place?.shard === shardOf(walletId, to) && !place.isMoving;
  if (isRight) return [];
  const on = places.map(({ shard, isMoving }) => `${isMoving ? 'moving on ' : ''}shard ${shard}`).join(', ');
  return [`wallet ${walletId} is on ${on || 'no shard'}, and the directory names ${named}`];
}
