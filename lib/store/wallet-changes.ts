import * as z from 'zod/mini';
import type { Posting } from '../domain/statement.ts';
import { plain } from './documents.ts';
import { SafeNumber } from './items.ts';
import type { StreamRecord } from './stream-batch.ts';

const Image = z.pipe(
  z.object({
    wallet_id: z.string(),
    seq: SafeNumber,
    posted: z.bigint(),
    posting: z.union([
      z.object({ tx: z.string(), amount: z.bigint(), at: SafeNumber }),
      z.object({ opening: z.literal(true), amount: z.bigint(), at: SafeNumber }),
    ]),
  }),
  z.transform(
    ({ wallet_id, seq, posted, posting }): Posting => ({
      walletId: wallet_id,
      seq,
      ...('tx' in posting && { txId: posting.tx }),
      amount: posting.amount,
      posted,
      at: posting.at,
    }),
  ),
);

/**
 * The posting of a changed wallet.
 * @throws $ZodError if the item has none
 */
export function postingOf({ dynamodb }: StreamRecord): Posting {
  return Image.parse(plain(dynamodb.NewImage));
}
