import { OVERDUE_MS } from '../../../domain/audit.ts';
import type { Overview, ShardHealth } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { DeclaredAlarm } from './alarms.ts';
import type { LastValue, MeasuredAlarm } from './measurements.ts';

const MINUTES_5 = 5 * 60_000;
const MINUTES_10 = 2 * MINUTES_5;
const HOUR = 3_600_000;
const HOURS_3 = 3 * HOUR;

/** What is known of a local stack. */
export interface LocalState {
  readonly pending: Overview['pending'];
  readonly books: Overview['books'];
  readonly shards: readonly ShardHealth[];
  readonly last: readonly LastValue[];
  /** When this control room began to look, in ms since 1970. */
  readonly startedAt: number;
  readonly now: number;
}

/**
 * Evaluates an alarm on a local stack, where no CloudWatch does.
 * @returns undefined if what it measures does not exist here
 */
export function localAlarm({ name, service }: DeclaredAlarm, state: LocalState): MeasuredAlarm | undefined {
  const { pending, books, shards, last, startedAt, now } = state;
  const value = (metric: string) => last.find((one) => one.service === service && one.name === metric);
  switch (name) {
    case 'oldest-open-transfer':
      if (!pending) return { state: 'unknown' };
      return rings(pending.oldest_ms > OVERDUE_MS, `the oldest is ${seconds(pending.oldest_ms)} old`);
    case 'books-out-of-balance': {
      if (books.checked_at === undefined) return { state: 'unknown' };
      const since = books.state !== 'unknown' && books.since !== undefined ? { since: books.since } : {};
      return { ...rings(books.state === 'unbalanced', `Σ is ${books.sum ?? 'unknown'}`), ...since };
    }
    case 'books-not-read': {
      const readAt = books.checked_at === undefined ? startedAt : Date.parse(books.checked_at);
      return rings(now - readAt > HOURS_3, books.error ?? `read ${seconds(now - readAt)} ago`);
    }
    case 'sweeper-not-running': {
      const swept = value('sweeps');
      if (!swept) return now - startedAt > MINUTES_5 ? rings(true, 'no sweep was seen') : { state: 'unknown' };
      return rings(now - swept.at > MINUTES_5, `swept ${seconds(now - swept.at)} ago`);
    }
    case 'growth-stands-still':
      return ringsWhile(value('growth_silence'), now, ({ value: ms }) =>
        rings(ms > MINUTES_10, `the quietest mover wrote ${seconds(ms)} ago`),
      );
    case 'wallets-wait-to-move':
      return ringsWhile(value('wallets_waiting_to_move'), now, ({ value: wallets }) =>
        rings(wallets > 0, `${wallets} wallets wait`),
      );
    case 'scheduled-payments-late': {
      const due = value('oldest_due_payment');
      if (!due) return now - startedAt > MINUTES_5 ? rings(true, 'no run was seen') : { state: 'unknown' };
      const isLate = due.value > MINUTES_5 || now - due.at > MINUTES_5;
      return rings(isLate, `the oldest was due for ${seconds(due.value)}, ${seconds(now - due.at)} ago`);
    }
    case 'erasure-late': {
      const due = value('oldest_erasure');
      return due ? rings(due.value > HOUR, `the oldest was due for ${seconds(due.value)}`) : { state: 'unknown' };
    }
    case 'commit-without-hold':
      return ringsOnce(value('commit_without_hold'), now);
    case 'large-issue':
      return ringsOnce(value('large_issues'), now);
    case 'refresh-token-reused':
      return ringsOnce(value('refresh_tokens_reused'), now);
    case 'server-errors': {
      const shard = shards.find(({ number }) => service === `mib-shard-${number}`);
      if (!shard) return undefined;
      if (shard.state === 'unknown') return { state: 'unknown', measured: shard.error ?? '' };
      return { ...rings(shard.state === 'unreachable', shard.error ?? 'it responds'), since: shard.since };
    }
    default:
      return undefined;
  }
}

/** For what is measured only while wallets move. */
function ringsWhile(
  seen: LastValue | undefined,
  now: number,
  judge: (seen: LastValue) => MeasuredAlarm,
): MeasuredAlarm {
  return seen && now - seen.at < MINUTES_5 ? judge(seen) : rings(false, 'no wallet is to move');
}

/** For what should never happen. */
function ringsOnce(seen: LastValue | undefined, now: number): MeasuredAlarm {
  return rings(seen !== undefined && now - seen.at < MINUTES_5, seen ? `at ${iso(seen.at)}` : 'none was seen');
}

function rings(alarm: boolean, measured: string): MeasuredAlarm {
  return { state: alarm ? 'alarm' : 'ok', measured };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
