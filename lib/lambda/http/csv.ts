import { stringify } from 'csv-stringify/sync';
import { formatSigned } from '../../domain/amount.ts';
import { amountFor, type Transfer } from '../../domain/transfer.ts';

const COLUMNS = [
  'TxID',
  'initiated_at',
  'status',
  'amount',
  'from_id',
  'to_id',
  'reference',
  'payer_note',
  'note',
] as const;

/**
 * A function answers 6 MB at the most, its body as a JSON string
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_BYTES = 5_000_000;

/**
 * Transfers as one of their wallets sees them, in comma-separated values (RFC 4180) without column names; as many of them as an
 * answer has room for, one at the least.
 * @returns the text, and how many transfers are in it
 */
export function csvRows(
  walletId: string,
  transfers: readonly Transfer[],
  maxBytes = MAX_BYTES,
): { text: string; count: number } {
  const rows: string[] = [];
  let bytes = 0;
  for (const transfer of transfers) {
    const row = csvRow(walletId, transfer);
    bytes += Buffer.byteLength(JSON.stringify(row));
    if (bytes > maxBytes && rows.length > 0) break;
    rows.push(row);
  }
  return { text: rows.join(''), count: rows.length };
}

/** The names of the columns. */
export function csvHeader(): string {
  return line(COLUMNS);
}

function csvRow(walletId: string, transfer: Transfer): string {
  return line([
    transfer.txId,
    transfer.initiatedAt,
    transfer.status,
    formatSigned(amountFor(walletId, transfer)),
    transfer.fromId,
    transfer.toId,
    noFormula(transfer.reference ?? ''),
    noFormula(transfer.payerNote ?? ''),
    transfer.note,
  ]);
}

function line(fields: readonly string[]): string {
  return stringify([[...fields]], { record_delimiter: 'windows' });
}

/**
 * What somebody else has written, with an apostrophe wherever a spreadsheet of who reads it could begin a formula: at the beginning,
 * and after a semicolon, at which one set up for half of Europe begins a cell (https://owasp.org/www-community/attacks/CSV_Injection);
 * also before quotes, which such a one takes off the cell. The wide forms are what Numbers makes of the others.
 */
function noFormula(text: string): string {
  return text.replaceAll(/(^|;)(?=[\s"']*[=+\-@＝＋－＠])/g, "$1'");
}
