import { stringify } from 'csv-stringify/sync';
import { formatSigned } from '../../domain/amount.ts';
import { currencyOf } from '../../domain/currency.ts';
import { noFormula } from '../../domain/formula.ts';
import { legsOf } from '../../domain/legs.ts';
import { metadataSeenBy, paidBySeenBy, payeesSeenBy } from '../../domain/seen-by.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { memberOf, type WalletMember } from '../../domain/wallet-member.ts';

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
  'metadata',
  'refund_of',
  'currency',
  'paid_by',
  'paid_by_login',
  'key_id',
  'key_name',
] as const;

/**
 * A response of a function has at most 6 MB, with its body as a JSON string
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_BYTES = 5_000_000;

/**
 * Transfers from one wallet's side, in comma-separated values (RFC 4180) without column names. The
 * text has as many rows as a response has room for, and at least one.
 * @param members those of the wallet, whose logins are shown
 * @returns the text, and how many transfers it has
 */
export function csvRows(
  walletId: string,
  transfers: readonly Transfer[],
  members: readonly WalletMember[] = [],
  maxBytes = MAX_BYTES,
): { text: string; count: number } {
  const rows: string[] = [];
  let bytes = 0;
  for (const transfer of transfers) {
    const row = csvRow(walletId, transfer, members);
    bytes += Buffer.byteLength(JSON.stringify(row));
    if (bytes > maxBytes && rows.length > 0) break;
    rows.push(row);
  }
  return { text: rows.join(''), count: rows.length };
}

/** The line of column names. */
export function csvHeader(): string {
  return line(COLUMNS);
}

function csvRow(walletId: string, transfer: Transfer, members: readonly WalletMember[]): string {
  return line([
    transfer.txId,
    transfer.initiatedAt,
    transfer.status,
    formatSigned(movedBy(walletId, transfer)),
    transfer.fromId,
    payeesCell(walletId, transfer),
    noFormula(transfer.reference ?? ''),
    noFormula(transfer.payerNote ?? ''),
    transfer.note,
    metadataCell(walletId, transfer),
    transfer.refundOf ?? '',
    currencyOf(transfer),
    ...paidByCells(walletId, transfer, members),
  ]);
}

/** Who asked for it: a member, or a key. Both names are texts of users. */
function paidByCells(walletId: string, transfer: Transfer, members: readonly WalletMember[]): string[] {
  const { userId = '', key } = paidBySeenBy(walletId, transfer) ?? {};
  const login = memberOf({ members }, userId)?.login ?? '';
  return [userId, noFormula(login), key?.id ?? '', noFormula(key?.name ?? '')];
}

/** What moves from the wallet's side: of an authorised transfer what was captured of it. */
function movedBy(walletId: string, transfer: Transfer): bigint {
  return legsOf(transfer).find((leg) => leg.walletId === walletId)?.amount ?? 0n;
}

/** One payee is its id. Several are a list of ids and amounts: `42:30 43:20`. */
function payeesCell(walletId: string, transfer: Transfer): string {
  const payees = payeesSeenBy(walletId, transfer);
  return payees.map(({ toId, amount }) => (payees.length === 1 ? toId : `${toId}:${amount}`)).join(' ');
}

/**
 * The metadata as a JSON object, which no spreadsheet takes for a formula: it begins with `{`. A `;`
 * could separate cells in many locales, so it is escaped, which changes no value.
 */
function metadataCell(walletId: string, transfer: Transfer): string {
  const metadata = metadataSeenBy(walletId, transfer);
  return metadata ? JSON.stringify(metadata).replaceAll(';', '\\u003b') : '';
}

/** How much of a wallet's id the name of a file has: names have at most 255 bytes. */
const ID_CHARACTERS = 32;

/** The header that suggests the name of a wallet's file. @param what the file has */
export function fileHeader(what: string, walletId: string): Record<string, string> {
  return { 'Content-Disposition': `attachment; filename="${what}-${walletId.slice(0, ID_CHARACTERS)}.csv"` };
}

/** One line of comma-separated values. */
export function line(fields: readonly string[]): string {
  return stringify([[...fields]], { record_delimiter: 'windows' });
}
