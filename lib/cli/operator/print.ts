import Table from 'cli-table3';
import { payeesOf } from '../../domain/legs.ts';
import { numberOf } from '../../domain/number-of.ts';
import type { PaidBy } from '../../domain/paid-by.ts';
import { type TimelineEntry, timelineOf } from '../../domain/timeline.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { Audited } from '../../usecases/audit.ts';
import type { ContinuedAudit } from '../../usecases/continue-audit.ts';
import type { ListedKey } from './keys/actions.ts';
import { collect } from './printed.ts';

/** Prints a value as JSON, amounts as strings of digits. */
export function json(value: unknown): void {
  const text = JSON.stringify(
    value,
    (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member),
    2,
  );
  if (!collect(text)) console.log(text);
}

/** Prints the totals of an audit, then a row for each finding. */
export function printAudit(report: Audited): void {
  const { wallets, transfers, open, oldestOpenMs, inMotion, findings } = report;
  console.log(
    `${numberOf(wallets, 'wallet')}, ${numberOf(transfers, 'transfer')}, ${open} unfinished${open ? `, the oldest for ${seconds(oldestOpenMs)}` : ''}`,
  );
  console.log(`wallets with transfers in flight during the audit: ${inMotion.length}`);
  for (const { currency, atRest, ofJournal } of report.sums)
    console.log(`sum of the balances at rest in ${currency}: ${atRest}; sum in the journal: ${ofJournal}`);
  printFindings({ ...report, findings });
}

/** Prints what an audit has verified since the one before, then a row for each finding. */
export function printContinuedAudit(report: ContinuedAudit): void {
  const { wallets, entries, transfers, open, oldestOpenMs, behind, root } = report;
  console.log(
    `${numberOf(wallets, 'wallet')}, ${numberOf(open, 'unfinished transfer')}${open ? `, the oldest for ${seconds(oldestOpenMs)}` : ''}`,
  );
  console.log(
    `verified since the last audit: ${numberOf(entries, 'entry', 'entries')}, ${numberOf(transfers, 'transfer')}; ${numberOf(behind, 'head is', 'heads are')} behind`,
  );
  if (root) console.log(`kept the root ${root.root} over ${numberOf(root.size, 'head')}`);
  printFindings(report);
}

function printFindings({ findings, settledAgain, balanced }: Pick<Audited, 'findings' | 'settledAgain' | 'balanced'>) {
  if (findings.length > 0) {
    const table = new Table({ head: ['finding', 'wallet', 'transfer', 'detail'], style: PLAIN });
    table.push(...findings.map(({ kind, walletId = '', txId = '', detail }) => [kind, walletId, txId, detail]));
    console.log(table.toString());
  }
  for (const { walletId, txId } of settledAgain)
    console.log(`settled the hold of final transfer ${txId} in wallet ${walletId}`);
  console.log(balanced ? 'the books balance' : 'THE BOOKS DO NOT BALANCE');
}

/** Prints a row for each unfinished transfer. */
export function printUnfinished(
  unfinished: { transfer: Transfer; attempts: number; dueAt: number }[],
  now: number,
): void {
  const table = new Table({
    head: ['TxID', 'from', 'to', 'amount', 'status', 'decision', 'age', 'attempts', 'next attempt in'],
    style: PLAIN,
  });
  table.push(
    ...unfinished.map(({ transfer, attempts, dueAt }) => [
      transfer.txId,
      transfer.fromId,
      payeesOf(transfer).join(' '),
      transfer.amount.toString(),
      transfer.status,
      transfer.decision ?? '',
      seconds(now - Date.parse(transfer.initiatedAt)),
      String(attempts),
      seconds(Math.max(0, dueAt - now)),
    ]),
  );
  console.log(unfinished.length > 0 ? table.toString() : 'every transfer is final');
}

/** Prints a transfer and its timeline. */
export function printTransfer(transfer: Transfer): void {
  const { txId, fromId, amount, currency, credits, status, note, reference, paidBy, approval } = transfer;
  console.log(
    `${txId}: ${amount}${currency === undefined ? '' : ` ${currency}`} from ${fromId} to ${payeesOf(transfer).join(', ')}, ${status} (${note})`,
  );
  if (credits.length > 1) for (const credit of credits) console.log(`  payee      ${credit.toId}  ${credit.amount}`);
  if (reference !== undefined) console.log(`  reference  ${reference}`);
  if (paidBy) console.log(`  paid by    ${payerInWords(paidBy)}`);
  if (approval) console.log(`  asked by   user ${approval.askedBy}`);
  for (const entry of timelineOf(transfer)) {
    console.log(`  ${entry.at}  ${inWords(entry)}`);
  }
}

function payerInWords({ userId, key }: PaidBy): string {
  return key ? `key ${key.id} (${key.name}) of user ${userId}` : `user ${userId}, a member of the wallet`;
}

/** A transfer with its timeline, in place of what the shards responded as it is stored. */
export function withTimeline(transfer: Transfer): object {
  const { responses: _, ...shown } = transfer;
  return { ...shown, timeline: timelineOf(transfer) };
}

function inWords(entry: TimelineEntry): string {
  if ('status' in entry) return entry.status;
  if ('decision' in entry) return `decided ${entry.decision}`;
  if ('approval' in entry) return `${entry.approval} by user ${entry.by}`;
  const { event, side, walletId } = entry;
  if (event === 'unconfirmed') return `${side} of wallet ${walletId} unconfirmed`;
  const when = event === 'settled' && entry.earlier ? ', by an earlier request' : '';
  return `${side} of wallet ${walletId} ${event} on shard ${entry.shard}${when}`;
}

/** Prints a row for each key. */
export function printKeys(keys: readonly ListedKey[]): void {
  const table = new Table({ head: ['set', 'key', 'role', 'added', 'replaced', 'gone', 'missing at'], style: PLAIN });
  table.push(
    ...keys.map(({ set, kid, role, added_at = '', replaced_at = '', retired_at, revoked_at, missing_at }) => [
      set,
      kid,
      KEY_ROLES[role],
      added_at,
      replaced_at,
      retired_at ?? revoked_at ?? '',
      missing_at.join(', '),
    ]),
  );
  console.log(table.toString());
}

const KEY_ROLES: Record<ListedKey['role'], string> = {
  signs: 'signs',
  next: 'verifies, signs next',
  old: 'verifies, replaced',
  retired: 'verifies, retired',
  revoked: 'revoked',
};

const PLAIN = { head: [], border: [] };

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
