import { type Growth, type GrowthPart, movedOf, shardsText } from '../../../domain/growth.ts';
import { type GrowthPlan, WRITES_A_MOVE } from '../../../domain/growth-plan.ts';
import { numberOf } from '../../../domain/number-of.ts';
import type { Step } from '../../../usecases/grow.ts';

const BAR = 24;

/** What a growth is about to do, shard by shard. */
export function planLines(
  { from, to }: Step,
  { shards, moves, seconds, writeUnits, requests, usd }: GrowthPlan,
): string[] {
  return [
    `from ${from} to ${shardsText(to)}: about ${numberOf(moves, 'wallet moves', 'wallets move')}, in about ${spanOf(seconds)}`,
    ...shards.map(
      ({ wallets, moves: leaving, entries }, shard) =>
        `  shard ${shard}: about ${numberOf(wallets, 'wallet')}, ${leaving} of them ${leaving === 1 ? 'leaves' : 'leave'} with ${numberOf(entries, 'entry', 'entries')} of statements`,
    ),
    `  about ${writeUnits} write units of DynamoDB (${WRITES_A_MOVE} a wallet, and one an entry) and ${requests} requests, ${usd.toFixed(2)} USD`,
  ];
}

/** On how many shards the wallets are, and how far a growth is. */
export function showLines(growth: Growth | undefined, addresses: number, now: number): string[] {
  if (!growth) return [`the wallets are on ${shardsText(addresses)}, and their number never changed`];
  const { from, to, state, perSecond, startedAt, endedAt, parts } = growth;
  if (state === 'finished') {
    const ready =
      addresses > to ? `; ${addresses} are deployed: "shards grow --to ${addresses}" moves wallets there` : '';
    return [`the wallets are on ${shardsText(to)} since ${new Date(endedAt ?? startedAt).toISOString()}${ready}`];
  }
  return [
    `from ${from} to ${shardsText(to)}, ${state}, at most ${numberOf(perSecond, 'wallet')} a second, since ${new Date(startedAt).toISOString()}`,
    ...parts.map((part, shard) => `  shard ${shard}: ${partLine(part, now)}`),
    ...(state === 'moved' ? ['  all wallets are moved: "shards finish" checks the books and ends it'] : []),
  ];
}

function partLine({ done, moved, seen, waiting, left, touchedAt }: GrowthPart, now: number): string {
  if (done) return `done, ${moved} moved`;
  const last =
    touchedAt === undefined ? 'no mover has begun' : `last page ${spanOf(Math.round((now - touchedAt) / 1000))} ago`;
  const away = left.length > 0 ? ` (${left.length} of them unavailable)` : '';
  const waits = waiting > 0 ? `, ${numberOf(waiting, 'waits', 'wait')} for a shard that does not respond${away}` : '';
  return `${moved} moved, ${seen} read${waits}, ${last}`;
}

/**
 * A bar of the wallets that are moved, of about as many as have to, the wallets a second, and what waits.
 * @param seen how many have moved since the command began to look, which may be later than the growth
 */
export function progressLine(growth: Growth, seen: { readonly moved: number; readonly tookMs: number }): string {
  const { parts, state, expected } = growth;
  const moved = movedOf(growth);
  // The estimate may be too low, and the last pass finds nothing to move.
  const share = state === 'moved' ? 1 : Math.min(0.99, moved / Math.max(1, expected));
  const full = Math.floor(BAR * share);
  const rate = seen.tookMs < 1_000 ? '' : `, ${((seen.moved * 1_000) / seen.tookMs).toFixed(1)} a second`;
  const waiting = parts.reduce((all, part) => all + part.waiting, 0);
  const waits = waiting > 0 ? `, ${numberOf(waiting, 'waits', 'wait')} for a shard` : '';
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${moved} of about ${numberOf(expected, 'wallet')} moved${rate}${waits}, ${state}`;
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
