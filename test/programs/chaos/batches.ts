import { BatchResults } from '../../../lib/api/transfer-batch.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { User } from '../../support/steps/world.ts';
import type { Kind, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { insist } from './public-api.ts';

const RETRY_AFTER_MS = 300;
/** Not known yet: the same key tells later. */
const UNKNOWN: ReadonlySet<string> = new Set(['unavailable', 'internal_error']);
/** What a batch is made of. Other kinds are requested in other ways. */
const BATCHED: ReadonlySet<Kind> = new Set([
  'funding',
  'ordinary',
  'hot',
  'split',
  'without funds',
  'to a missing wallet',
  'between currencies',
]);

/** A request in a batch: it has a key, and the transfer of it is like that of a single request. */
export type Batched = TransferRequest & { readonly key: string };

export function isBatched(order: TransferRequest): order is Batched {
  return order.key !== undefined && BATCHED.has(order.kind);
}

/**
 * Sends the requests of one user in batches until each has a result: those without one again, under
 * the same keys.
 * @param send sends a batch once
 * @returns results that are not expected
 */
export async function sendBatch(
  orders: readonly Batched[],
  send: (owner: User, transfers: readonly object[]) => Promise<ApiResponse>,
  giveUp: AbortSignal,
): Promise<string[]> {
  const [first] = orders;
  if (!first) return [];
  const surprises: string[] = [];
  for (let left = orders; left.length > 0 && !giveUp.aborted; await pause(RETRY_AFTER_MS, giveUp)) {
    const response = await insist(() => send(first.payer.owner, left.map(transferOf)), giveUp);
    if (!response) break;
    const read = BatchResults.safeParse(response.body);
    if (response.status !== 200 || !read.success || read.data.results.length !== left.length) {
      return [`a batch of ${left.length}: ${response.status} ${response.text}`];
    }
    const { results } = read.data;
    const again: Batched[] = [];
    for (const [n, order] of left.entries()) {
      const result = results[n];
      if (!result || result.idempotency_key !== order.key)
        surprises.push(`result ${n} of a batch is not of ${order.key}`);
      else if ('TxID' in result) order.accepted.add(result.TxID);
      else if (UNKNOWN.has(result.error.code)) again.push(order);
      else surprises.push(`${order.key} in a batch: ${result.error.code}`);
    }
    left = again;
  }
  return surprises;
}

function transferOf({ key, payer, credits }: Batched): object {
  const to = credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() }));
  return { idempotency_key: key, from_id: payer.walletId, to };
}
