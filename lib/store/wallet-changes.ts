import * as z from 'zod/mini';
import type { Posting } from '../domain/statement.ts';
import { placeOfItem } from '../domain/stripes.ts';
import { plain } from './documents.ts';
import { SafeNumber } from './items.ts';
import type { StreamRecord } from './stream-batch.ts';

/** What was posted to an item of a wallet. */
export interface PostedChange {
  readonly posting: Posting;
  /** The wallet is in stripes: other items than this one may post to its statement. */
  readonly striped: boolean;
}

const Image = z.pipe(
  z.object({
    wallet_id: z.string(),
    seq: SafeNumber,
    posted: z.bigint(),
    stripes: z.optional(SafeNumber),
    made_after: z.optional(SafeNumber),
    posting: z.union([
      z.object({ tx: z.string(), amount: z.bigint(), at: SafeNumber }),
      z.object({ opening: z.literal(true), amount: z.bigint(), at: SafeNumber }),
    ]),
  }),
  z.transform(({ wallet_id, seq, posted, stripes, made_after: after, posting }): PostedChange => {
    const { walletId, stripe } = placeOfItem(wallet_id);
    return {
      posting: {
        walletId,
        seq,
        ...('tx' in posting && { txId: posting.tx }),
        amount: posting.amount,
        posted,
        at: posting.at,
        ...(stripe !== undefined && { stripe }),
        ...(after !== undefined && { after }),
      },
      striped: stripe !== undefined || stripes !== undefined,
    };
  }),
);

/**
 * The posting of a changed item.
 * @throws $ZodError if the item has none
 */
export function changeOf({ dynamodb }: StreamRecord): PostedChange {
  return Image.parse(plain(dynamodb.NewImage));
}
