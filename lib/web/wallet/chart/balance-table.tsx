import { CHART } from '../../texts/chart.ts';
import { FoldedPanel } from '../../ui/folded-panel.tsx';
import { Money } from '../../ui/money.tsx';
import { Time } from '../../ui/time.tsx';
import { balanceOn, type Point, timesBetween } from './balance-line.ts';
import type { BalanceHistory } from './read-balance.ts';

/** The rows for the part of the chart that has every entry. */
const ROWS = 15;

/** The chart in numbers, newest first: for screen readers, and to be copied. */
export function BalanceTable({ history, currency }: { history: BalanceHistory; currency: string | undefined }) {
  return (
    <FoldedPanel title={CHART.table}>
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">{CHART.tableTime}</th>
            <th scope="col" class="text-right">
              {CHART.tableBalance}
            </th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(history).map(({ at, balance }) => (
            <tr key={at}>
              <td>
                <Time at={new Date(at).toISOString()} />
              </td>
              <td class="text-right">
                <Money amount={balance.toString()} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </FoldedPanel>
  );
}

function rowsOf({ line, samples, to }: BalanceHistory): Point[] {
  const start = line[0]?.at ?? to;
  const times = timesBetween(start, to, ROWS);
  const exact = times.map((at) => ({ at, balance: balanceOn(line, at) ?? 0n }));
  return [...samples, ...exact].reverse();
}
