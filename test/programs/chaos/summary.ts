import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import type { Checked } from './checked.ts';
import type { Clients } from './clients.ts';
import type { Closings } from './closings.ts';
import type { ControlChanges } from './control-changes.ts';
import type { Crowd } from './crowd.ts';
import type { Evidence } from './evidence.ts';
import type { Growing } from './growing.ts';
import type { Kills } from './kills.ts';
import type { MessageFaults } from './message-faults.ts';
import type { OperatorRuns } from './operator-runs.ts';
import type { Striping } from './striping.ts';

/** The outcome of a complete run. */
export interface Outcome {
  readonly clients: Clients;
  readonly faults: MessageFaults;
  readonly kills: Kills;
  readonly changes: Pick<ControlChanges, 'changed' | 'refused'>;
  readonly closings: Pick<Closings, 'all' | 'notEmpty'>;
  readonly crowd: Pick<Crowd, 'acts' | 'leaving' | 'reversals'>;
  readonly runs: Pick<OperatorRuns, 'all' | 'killed'>;
  readonly growing: Pick<Growing, 'done'>;
  readonly striping: Pick<Striping, 'commands' | 'made'>;
  /** How many wallets moved and how long each was away, during the faults and without any. */
  readonly absences: { readonly faults: string; readonly quiet: string };
  readonly evidence: Evidence;
  readonly checked: readonly Checked[];
}

/** The lines that summarize a run. */
export function summary({
  clients,
  faults,
  kills,
  changes,
  closings,
  crowd,
  runs,
  growing,
  striping,
  absences,
  evidence,
  checked,
}: Outcome): string[] {
  const transfers = [...evidence.transfers.values()];
  const slowest = transfers
    .map((transfer) => ({ txId: transfer.TxID, ms: timeToFinal(transfer) }))
    .reduce((longest, one) => (one.ms > longest.ms ? one : longest), { txId: 'none', ms: 0 });
  const struck = [...faults.counts.values()].reduce((total, count) => total + count, 0);
  return [
    `transfers requested ${clients.orders.length} in ${clients.requests} requests (${counts(clients.orders, ({ kind }) => kind)})`,
    `transfers accepted  ${clients.accepted}; ${transfers.length} exist (${counts(transfers, ({ status }) => status)})`,
    `longest to final    ${(slowest.ms / 1_000).toFixed(1)} s (${slowest.txId})`,
    `wallet controls     ${changes.changed} changes, ${changes.refused} refused for limits of an operator`,
    `wallets to close    ${closings.all.length}, ${closings.all.filter(({ answered }) => answered < Infinity).length} closed, ${closings.notEmpty} times not empty`,
    `operators           ${runs.all.length} commands, ${runs.killed} killed: ${crowd.acts.orders.length} orders, ${crowd.acts.refused} above the limit of a day; ${crowd.reversals.length} reversals; ${crowd.acts.spent} limits not lowered`,
    `shards              from ${growing.done.join(', ')}`,
    `  with faults: ${absences.faults}`,
    `  without:     ${absences.quiet}`,
    `stripes             ${striping.commands.length} commands: ${[...striping.made].map(([id, made]) => `wallet ${id} into ${made}`).join(', ')}`,
    `accounts to delete  ${crowd.leaving.all.length}, ${crowd.leaving.deleted.length} deleted`,
    `messages to shards  ${faults.messages}, faults ${struck}`,
    ...[...faults.counts].map(([kind, count]) => `  ${kind}: ${count}`),
    `kills and outages   ${kills.total}, kills during a start ${kills.whileStarting}`,
    ...[...kills.counts].sort().map(([name, count]) => `  ${name}: ${count}`),
    'promises',
    ...checked.flatMap(({ promise, on, broken }) => [
      `  ${broken.length === 0 ? 'held  ' : 'BROKEN'} ${promise} (${on})`,
      ...broken.slice(0, MAX_SHOWN).map((what) => `           ${what}`),
      ...(broken.length > MAX_SHOWN ? [`           and ${broken.length - MAX_SHOWN} more`] : []),
    ]),
  ];
}

const MAX_SHOWN = 10;

/** The time from acceptance to the final status, in ms. */
function timeToFinal({ timeline }: TransactionDetail): number {
  const [first, last] = [timeline.at(0), timeline.at(-1)];
  return first && last ? Date.parse(last.at) - Date.parse(first.at) : 0;
}

function counts<T>(items: readonly T[], kindOf: (item: T) => string): string {
  const groups = Map.groupBy(items, kindOf);
  return [...groups].map(([kind, { length }]) => `${kind} ${length}`).join(', ');
}
