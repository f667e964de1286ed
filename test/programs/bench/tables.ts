import { LARGE, SLOW } from './exceptions.ts';
import { layerNames } from './layers.ts';
import { openLoopTables } from './open-loop-tables.ts';
import { peersTables } from './peers/tables.ts';
import { PRICES } from './prices.ts';
import type { Results } from './results.ts';
import { stripesTables } from './stripes-tables.ts';
import { type Cell, count, list, table } from './table.ts';
import { total } from './work.ts';

/** The tables of docs/performance.md, by the name of their place in it. */
export function tables({
  work,
  price,
  growth,
  speed,
  layers,
  overload,
  openLoop,
  cold,
  login,
  audit,
  hotWallets,
  stripedSpeed,
  peers,
  machine,
}: Results): Record<string, string> {
  return {
    ...(work && {
      work: workTable(work),
      functions: functionsTable(work),
      units: unitsTable(work),
      row: work.row.map((name, n) => `${n + 1}. ${name}`).join('\n'),
    }),
    ...(price && { price: priceTable(price), 'price-each': eachTable(price) }),
    ...(growth && {
      growth: table(
        ['', 'beside', 'requests', 'calls', 'read units', 'ms'],
        growth.map(({ what, size, requests, calls, readUnits, ms }) => [
          what,
          count(size),
          requests,
          calls,
          readUnits,
          ms,
        ]),
      ),
    }),
    ...(speed && { speed: speedTable(speed), cpu: cpuTable(speed), machine: machine ?? '' }),
    ...(layers && { layers: layersTable(layers) }),
    ...(overload && { overload: overloadTable(overload) }),
    ...(openLoop && openLoopTables(openLoop)),
    ...(cold && { cold: coldTable(cold) }),
    ...(login && { login: loginTable(login) }),
    ...(audit && { audit: auditTable(audit) }),
    ...stripesTables({ hotWallets, stripedSpeed }),
    ...(peers && peersTables(peers)),
  };
}

function layersTable(layers: NonNullable<Results['layers']>): string {
  const processes = Object.keys(layers);
  const rounded = (ms: number) => Math.round(ms * 100) / 100;
  const row = (name: string, ms: (process: string) => number): Cell[] => {
    const each = processes.map(ms);
    return [name, ...each.map(rounded), rounded(each.reduce((all, one) => all + one, 0))];
  };
  return table(
    ['CPU ms a transfer', ...processes, 'together'],
    [
      ...layerNames(layers).map((name) => row(name, (process) => layers[process]?.[name] ?? 0)),
      row('total', (process) => total(layers[process] ?? {})),
    ],
  );
}

function auditTable({ wallets, entries, load, entriesNew, nothingNew }: NonNullable<Results['audit']>): string {
  const seconds = (ms: number) => Math.round((ms / entries) * 1_000);
  return table(
    ['audit of', 'load', 'wall ms', 'CPU ms', 'wall s, a million entries', 'CPU s, a million entries'],
    [
      [
        `${count(entries)} new entries of ${count(wallets)} wallets`,
        ...[load, entriesNew.ms, entriesNew.cpuMs],
        seconds(entriesNew.ms),
        seconds(entriesNew.cpuMs),
      ],
      [`${count(wallets)} wallets without a new entry`, ...[load, nothingNew.ms, nothingNew.cpuMs], ...['', '']],
    ],
  );
}

function loginTable({ calls, known, unknown, ratio }: NonNullable<Results['login']>): string {
  return table(
    ['failed logins of each kind', 'login exists, CPU µs', 'login unknown, CPU µs', 'unknown to known'],
    [[calls, known, unknown, ratio]],
  );
}

function overloadTable(bursts: NonNullable<Results['overload']>): string {
  return table(
    [
      '',
      'sent at once',
      'responses',
      'final status',
      'refused but written',
      'to last response',
      'to last final status',
    ],
    bursts.map(({ name, sent, responses, ends, writtenUnasked, seconds }) => [
      name,
      sent,
      list(responses),
      list(ends),
      writtenUnasked,
      `${seconds.toLastResponse} s`,
      `${seconds.toLastEnd} s`,
    ]),
  );
}

function workTable({ work }: NonNullable<Results['work']>): string {
  return table(
    ['', 'HTTP', 'functions', 'transitions', 'write units', 'read units', 'log lines', 'to response', 'to final'],
    Object.entries(work).map(([name, one]) => [
      name,
      one.requests,
      total(one.functions),
      one.workflow.transitions,
      total(one.writes),
      total(one.reads),
      `${one.log.lines} (${count(one.log.bytes)} B)`,
      one.toResponse,
      one.toFinal,
    ]),
  );
}

function functionsTable({ work }: NonNullable<Results['work']>): string {
  return table(
    ['', 'functions'],
    Object.entries(work).map(([name, { functions }]) => [name, list(functions)]),
    ':---',
  );
}

function unitsTable({ work }: NonNullable<Results['work']>): string {
  return table(
    ['', 'write units', 'read units'],
    Object.entries(work).map(([name, { writes, reads }]) => [name, list(writes), list(reads)]),
    ':---',
  );
}

function priceTable({ ours, textbook }: NonNullable<Results['price']>): string {
  const names = Object.entries(PRICES).filter(([name]) => [...ours, ...textbook].some(({ price }) => price === name));
  const cells = (items: typeof ours, name: string): [Cell, Cell] => {
    const item = items.find(({ price }) => price === name);
    return item ? [count(item.quantity), usd(item.usd)] : ['', ''];
  };
  const sums = [ours, textbook].flatMap((items) => ['', `**${usd(items.reduce((all, one) => all + one.usd, 0))}**`]);
  return table(
    ['', 'list price', 'ours', 'USD', 'textbook', 'USD'],
    [
      ...names.map(([name, { usd, page }]) => [page, listPrice(usd), ...cells(ours, name), ...cells(textbook, name)]),
      ['**a million transfers**', '', ...sums],
    ],
  );
}

function eachTable({ perMillion }: NonNullable<Results['price']>): string {
  return table(
    ['a million of', 'USD'],
    Object.entries(perMillion).map(([name, price]) => [name, usd(price)]),
  );
}

function speedTable({ runs }: NonNullable<Results['speed']>): string {
  return table(
    ['', 'at once', 'transfers', 'per second', 'accepted p50, p95, p99 ms', 'final p50, p95, p99 ms', 'final status'],
    runs.map(({ name, concurrency, transfers, perSecond, acceptance, final, statuses }) => [
      name,
      concurrency,
      count(transfers),
      perSecond,
      Object.values(acceptance).join(', '),
      Object.values(final).join(', '),
      Object.entries(statuses)
        .map(([status, times]) => `${count(times)} ${status}`)
        .join(', '),
    ]),
  );
}

function cpuTable({ cpu, memory: { before, after } }: NonNullable<Results['speed']>): string {
  const names = Object.keys(before);
  const sum = (figures: Readonly<Record<string, number>>) => Math.round(total(figures) * 10) / 10;
  return table(
    ['process', 'CPU ms per transfer', 'MB before', 'MB after'],
    [
      ...names.map((name) => [name, cpu[name] ?? '', before[name] ?? '', after[name] ?? '']),
      ['total', sum(cpu), sum(before), sum(after)],
    ],
  );
}

function coldTable(cold: NonNullable<Results['cold']>): string {
  return table(
    [
      'function',
      'KB',
      'zipped',
      'SDK ms',
      'own code ms',
      'first response ms',
      'total ms',
      'fastest ms',
      'largest part',
      'why it is above a limit',
    ],
    cold.map(({ name, kb, zippedKb, sdkMs, ownMs, responseMs, fastestMs }) => [
      name,
      kb,
      zippedKb,
      sdkMs,
      ownMs,
      responseMs,
      sdkMs + ownMs + responseMs,
      fastestMs,
      largest({ 'the SDK': sdkMs, 'our bundle': ownMs, 'the first event': responseMs }),
      [LARGE[name], SLOW[name]].filter(Boolean).join('; '),
    ]),
  );
}

function largest(parts: Readonly<Record<string, number>>): string {
  return Object.entries(parts).reduce((most, part) => (part[1] > most[1] ? part : most))[0];
}

/** Like AWS's pages: per million below 0.0001 USD. */
function listPrice(each: number): string {
  return each < 1e-4 ? `${count(each * 1e6, 4)} a million` : String(each);
}

function usd(amount: number): string {
  return amount.toFixed(2);
}
