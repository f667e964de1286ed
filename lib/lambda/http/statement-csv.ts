import { entryView } from '../../api/statement-entry.ts';
import { currencyOf, type InCurrency } from '../../domain/currency.ts';
import type { StatementEntry } from '../../domain/statement.ts';
import { line } from './csv.ts';

const COLUMNS = ['seq', 'TxID', 'posted_at', 'amount', 'balance', 'hash', 'currency'] as const;

/** The line of column names. */
export function statementCsvHeader(): string {
  return line(COLUMNS);
}

/** Entries in comma-separated values (RFC 4180) without column names: at most 200 bytes each. */
export function statementCsvRows(entries: readonly StatementEntry[], wallet: InCurrency): string {
  return entries
    .map((entry) => {
      const { seq, TxID = '', posted_at, amount, balance, hash } = entryView(entry);
      return line([String(seq), TxID, posted_at, amount, balance, hash, currencyOf(wallet)]);
    })
    .join('');
}
