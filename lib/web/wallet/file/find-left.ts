import { MibProblem } from 'mib/client';
import { findPaid, MARGIN_MS } from '../../../payment-file/find-paid.ts';
import type { KeyedPayment } from '../../../payment-file/keyed.ts';
import { PAY_FILE } from '../../texts/pay-file.ts';
import type { LeftFile } from './left-files.ts';
import type { Progress } from './run-file.ts';

interface Seen {
  readonly TxID: string;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What is used of the client. */
interface Transactions {
  transactions(
    walletId: string,
    query: { readonly from: string },
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<Seen>;
}

/**
 * How far a file is that was left unfinished: each row whose key a transfer has since then is paid. The
 * others are safe to send. One whose request is still on its way has a key that the API remembers.
 * @throws Error with a text for the person if rows that were accepted are not in the file: it is another
 *   file, or was changed. Nothing is sent then
 */
export async function findLeft(
  { name, since, accepted }: LeftFile,
  rows: readonly KeyedPayment[],
  { client, signal }: { readonly client: Transactions; readonly signal: AbortSignal },
): Promise<Progress> {
  const found = new Map<number, { readonly sentAt: number; readonly TxID: string }>();
  async function* read(walletId: string, from: string): AsyncGenerator<Seen> {
    try {
      yield* client.transactions(walletId, { from }, { signal });
    } catch (error) {
      // The API refuses the rows of such a wallet by themselves.
      if (!(error instanceof MibProblem && error.code === 'wallet_not_found')) throw error;
    }
  }
  for await (const { row, TxID } of findPaid(rows, read, since - MARGIN_MS)) found.set(row, { sentAt: since, TxID });
  if (found.size < accepted) throw new Error(PAY_FILE.otherFile(name, accepted - found.size));
  return found;
}
