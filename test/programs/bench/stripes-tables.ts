import type { HotWallet } from './hot-wallet.ts';
import type { Results } from './results.ts';
import { type Cell, count, table } from './table.ts';

/** The tables about a wallet in stripes. */
export function stripesTables({ hotWallets, stripedSpeed }: Pick<Results, 'hotWallets' | 'stripedSpeed'>) {
  return {
    ...(hotWallets && { 'hot-wallet': hotWalletTable(hotWallets) }),
    ...(stripedSpeed && { 'striped-speed': stripedSpeedTable(stripedSpeed) }),
  };
}

function hotWalletTable(found: readonly HotWallet[]): string {
  const most = mostOfOneItem(found);
  const tenth = (number: number) => Math.round(10 * number) / 10;
  return table(
    [
      'stripes',
      'transfers a second',
      'committed in 10 s, of',
      'times one item',
      'given up',
      'writes refused',
      'units a transfer',
      'largest item, KB',
      'units a second of the busiest item, and in its busiest second',
      'of its statement',
      'entries not written yet',
    ],
    found.map((one): Cell[] => [
      one.stripes === 0 ? 'one item' : one.stripes,
      count(one.rate),
      `${count(one.committed)} of ${count(one.arrived)}`,
      tenth(one.committed / most),
      count(one.givenUp),
      count(one.throttled),
      one.unitsEach,
      tenth(one.largest / 1024),
      `${count(one.busiest.mean)}, ${count(one.busiest.second)}`,
      count(one.statement.mean),
      count(one.statement.behind),
    ]),
  );
}

/** The most that one item has committed without giving any up. */
function mostOfOneItem(found: readonly HotWallet[]): number {
  const whole = found.filter(({ stripes, givenUp }) => stripes === 0 && givenUp === 0);
  return Math.max(1, ...whole.map(({ committed }) => committed));
}

function stripedSpeedTable(found: NonNullable<Results['stripedSpeed']>): string {
  const one = found.find(({ stripes }) => stripes === 0)?.run.perSecond ?? 1;
  return table(
    [
      '',
      'load before',
      'transfers',
      'per second',
      'to one item',
      'CPU ms each',
      'final p50, p95, p99 ms',
      'final status',
    ],
    found.map(({ load, cpuEach, run: { name, transfers, perSecond, final, statuses } }) => [
      name,
      load,
      count(transfers),
      perSecond,
      Math.round((100 * perSecond) / one) / 100,
      cpuEach,
      Object.values(final).join(', '),
      Object.entries(statuses)
        .map(([status, times]) => `${count(times)} ${status}`)
        .join(', '),
    ]),
  );
}
