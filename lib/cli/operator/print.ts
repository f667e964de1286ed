import Table from 'cli-table3';
import { type Transfer, timelineOf } from '../../domain/transfer.ts';
import type { Audited } from '../../usecases/audit.ts';
import type { ListedKey } from './keys/actions.ts';

/** Prints a value as JSON, amounts as strings of digits. */
export function json(value: unknown): void {
  console.log(
    JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member), 2),
  );
}

/** The audit's figures, and every finding in a row. */
export function printAudit(report: Audited): void {
  const { wallets, transfers, open, oldestOpenMs, inMotion, findings } = report;
  console.log(
    `${wallets} wallets, ${transfers} transfers, ${open} open${open ? `, the oldest for ${seconds(oldestOpenMs)}` : ''}`,
  );
  console.log(`in motion while this was read: ${inMotion.length} wallets`);
  console.log(`sum of the balances at rest: ${report.sumAtRest}; by the journal: ${report.sumOfJournal}`);
  if (findings.length > 0) {
    const table = new Table({ head: ['finding', 'wallet', 'transfer', ''], style: PLAIN });
    table.push(...findings.map(({ kind, walletId = '', txId = '', detail }) => [kind, walletId, txId, detail]));
    console.log(table.toString());
  }
  for (const { walletId, txId } of report.settledAgain) console.log(`settled again: ${txId} in wallet ${walletId}`);
  console.log(report.balanced ? 'the books balance' : 'THE BOOKS DO NOT BALANCE');
}

export function printUnfinished(open: { transfer: Transfer; attempts: number; dueAt: number }[], now: number): void {
  const table = new Table({
    head: ['TxID', 'from', 'to', 'amount', 'status', 'decision', 'age', 'attempts', 'next in'],
    style: PLAIN,
  });
  table.push(
    ...open.map(({ transfer, attempts, dueAt }) => [
      transfer.txId,
      transfer.fromId,
      transfer.toId,
      transfer.amount.toString(),
      transfer.status,
      transfer.decision ?? '',
      seconds(now - Date.parse(transfer.initiatedAt)),
      String(attempts),
      seconds(Math.max(0, dueAt - now)),
    ]),
  );
  console.log(open.length > 0 ? table.toString() : 'nothing is open');
}

export function printTransfer(transfer: Transfer): void {
  const { txId, fromId, toId, amount, status, note, reference } = transfer;
  console.log(`${txId}: ${amount} from ${fromId} to ${toId}, ${status} (${note})`);
  if (reference !== undefined) console.log(`  reference  ${reference}`);
  for (const entry of timelineOf(transfer)) {
    console.log(`  ${entry.at}  ${'status' in entry ? entry.status : `decided ${entry.decision}`}`);
  }
}

export function printKeys(keys: readonly ListedKey[]): void {
  const table = new Table({ head: ['of', 'key', '', 'added', 'replaced', 'missing at'], style: PLAIN });
  table.push(
    ...keys.map(({ set, kid, role, added_at = '', replaced_at = '', missing_at }) => [
      set,
      kid,
      { signs: 'signs', next: 'will sign, verifies', old: 'signed, verifies' }[role],
      added_at,
      replaced_at,
      missing_at.join(', '),
    ]),
  );
  console.log(table.toString());
}

const PLAIN = { head: [], border: [] };

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
