import { amountsOf, worthOf } from '../../../payment-file/amounts.ts';
import { type KeyedPayment, keyed } from '../../../payment-file/keyed.ts';
import type { RowProblem } from '../../../payment-file/payment.ts';
import { readPayments } from '../../../payment-file/read.ts';
import { PAY_FILE } from '../../texts/pay-file.ts';
import type { StoredRun } from './stored-run.ts';

/** The browser stores the file and its progress, and has room for about five times this. */
const MAX_BYTES = 1_000_000;
const MAX_ROWS = 2_000;

/** A file as the person chose it: its rows, or what is wrong with it. */
export type ChosenFile =
  | { readonly name: string; readonly text: string; readonly rows: readonly KeyedPayment[] }
  | { readonly name: string; readonly text: string; readonly problems: readonly RowProblem[] };

/** @throws Error with a text for the person */
export async function textOf(file: File): Promise<string> {
  if (file.size > MAX_BYTES) throw new Error(PAY_FILE.tooLarge);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(PAY_FILE.notUtf8);
  }
}

/**
 * The rows with their keys. The run has the name of the file, as that of the command has.
 * @param begun the same file, if the browser has begun to pay it, or what it remembers of that
 */
export async function chosenFile(
  { name, text, from }: Pick<StoredRun, 'name' | 'text' | 'from'>,
  client: Parameters<typeof worthOf>[0],
  begun: Pick<StoredRun, 'digits'> | undefined,
): Promise<ChosenFile> {
  const file = readPayments(text, from === '' ? undefined : from);
  if (file.problems.length > 0) return { name, text, problems: file.problems };
  const { payments, problems } = amountsOf(file.rows, await worthOf(client, begun));
  if (problems.length > 0) return { name, text, problems };
  if (payments.length > MAX_ROWS) throw new Error(PAY_FILE.tooLarge);
  if (crypto.subtle === undefined) throw new Error(PAY_FILE.noDigest);
  return { name, text, rows: await keyed(name, payments) };
}
