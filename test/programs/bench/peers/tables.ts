import { type Cell, count, list, table } from '../table.ts';
import type { Peers } from './peers.ts';

/** The tables of peers in docs/performance.md, by the name of their place in it. */
export function peersTables({ ledgers, loops }: Peers): Record<string, string> {
  return {
    'peers-settings': table(
      ['ledger', 'with', 'wallets', 'funded', 'sum of balances after', 'deadlocks'],
      ledgers.map(({ name, settings, wallets, funded, found, deadlocks }) => [
        name,
        settings,
        count(wallets),
        count(funded),
        count(found),
        deadlocks ?? '',
      ]),
    ),
    peers: table(
      [
        'wallets',
        'at once',
        'ledger',
        'transfers',
        'per second',
        'final p50, p99 ms',
        'CPU ms per transfer',
        'final status',
      ],
      loops.map(({ wallets, concurrency, name, transfers, perSecond, final: { p50, p99 }, cpu, statuses }) => [
        count(wallets),
        concurrency,
        name,
        count(transfers),
        perSecond,
        `${p50}, ${p99}`,
        cpuCell(cpu),
        list(statuses),
      ]),
    ),
  };
}

/** The sum, then each process. */
function cpuCell(cpu: Readonly<Record<string, number>>): Cell {
  const used = Object.entries(cpu).filter(([, ms]) => ms > 0);
  if (used.length === 0) return 'unknown';
  const sum = used.reduce((all, [, ms]) => all + ms, 0);
  return `${sum.toFixed(1)} (${used.map(([name, ms]) => `${name} ${ms}`).join(', ')})`;
}
