import { addressOf, pendingFiltersOf, rootLimitOf } from '../../../lib/web/console/addresses.ts';
import {
  merged,
  pendingCount,
  type Seen,
  toRead,
  watchedOf,
  withPending,
} from '../../../lib/web/console/break/watch.ts';
import type { PendingTransfer } from '../../../lib/web/console/contract.ts';
import { stepStates, waitMs } from '../../../lib/web/console/keys/rotation.ts';
import { readSearch } from '../../../lib/web/console/search/read-search.ts';
import { verdictOf } from '../../../lib/web/console/statements/verdict.ts';

const TXID = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';

describe('a search', () => {
  it('leads to a wallet by its number, and to a transfer by both ids in any order', () => {
    expect(readSearch(' 41 ')).toEqual({ kind: 'address', address: '/wallets/41' });
    for (const text of [`41 ${TXID}`, `${TXID.toLowerCase()} 41`, `http://127.0.0.1/transfers/41/${TXID}`])
      expect(readSearch(text)).toEqual({ kind: 'address', address: `/transfers/41/${TXID}` });
  });

  it('looks for a TxID alone, also where a pasted line has several numbers', () => {
    expect(readSearch(TXID)).toEqual({ kind: 'transfer', TxID: TXID });
    expect(readSearch(`"shard": 1, "status": 200, "tx_id": "${TXID}"`)).toEqual({ kind: 'transfer', TxID: TXID });
  });

  it('does not guess: several numbers, words and nothing lead nowhere', () => {
    expect(readSearch('41 42')).toEqual({ kind: 'unknown' });
    expect(readSearch('ann')).toEqual({ kind: 'unknown' });
    expect(readSearch('  ')).toEqual({ kind: 'empty' });
  });
});

describe('the filters of pending transfers', () => {
  it('are the same after a reload: they are in the address', () => {
    const filters = { shard: 1, olderThanMs: 60_000, waitingFor: 'settle' } as const;
    const { searchParams } = new URL(addressOf.pending(filters), 'http://localhost');
    expect(pendingFiltersOf(Object.fromEntries(searchParams))).toEqual(filters);
    expect(addressOf.pending({})).toBe('/pending');
  });

  it('leave out what is no filter', () => {
    expect(pendingFiltersOf({ shard: '-1', older_than_ms: '1e9', waiting_for: 'money' })).toEqual({});
  });
});

describe('the verdict on the statements', () => {
  const now = Date.parse('2026-11-26T10:00:00.000Z');
  const root = {
    kept_at: '2026-11-26T09:00:00.000Z',
    root: '',
    size: 2,
    signature: 'valid',
    behind: 0,
    findings: 0,
  } as const;
  const finding = { kind: 'statement_broken', detail: '' } as const;

  it('is the worst that the newest root says', () => {
    expect(verdictOf(root, [], now)).toBe('verified');
    expect(verdictOf({ ...root, behind: 1 }, [], now)).toBe('behind');
    expect(verdictOf({ ...root, behind: 1 }, [], now + 3 * 3_600_000)).toBe('old');
    expect(verdictOf({ ...root, signature: 'broken' }, [], now + 3 * 3_600_000)).toBe('broken');
    expect(verdictOf({ ...root, signature: 'broken' }, [finding], now)).toBe('findings');
  });

  it('is about as many roots as the address asks for, up to 100', () => {
    expect([{}, { limit: '100' }, { limit: '900' }, { limit: '0' }, { limit: 'all' }].map(rootLimitOf)).toEqual([
      24, 100, 100, 1, 24,
    ]);
  });
});

describe('the steps of a rotation', () => {
  it('are done before the next one, and later after it; a missing key comes before all of them', () => {
    expect(stepStates('promote')).toEqual({ add: 'done', promote: 'next', retire: 'later' });
    expect(stepStates('publish')).toEqual({ add: 'later', promote: 'later', retire: 'later' });
  });

  it('wait until no token can be refused', () => {
    const next = { step: 'retire', then_wait_ms: 0, command: '', safe_at: '2026-11-26T10:00:00.000Z' } as const;
    const now = Date.parse('2026-11-26T09:59:00.000Z');
    expect(waitMs({ ...next, safe: false }, now)).toBe(60_000);
    expect(waitMs({ ...next, safe: false }, now + 90_000)).toBe(0);
    expect(waitMs({ ...next, safe: true }, now)).toBe(0);
  });
});

describe('the transfers that are watched', () => {
  const seen = (TxID: string, status: Seen['status']): Seen => ({ TxID, wallet_id: '41', status });
  const pending = (TxID: string): PendingTransfer => ({
    TxID,
    from_id: '41',
    to: [{ to_id: '42', amount: '5' }],
    amount: '1',
    currency: 'XXX',
    status: 'PROCESSING',
    note: '',
    initiated_at: '2026-11-26T10:00:00.000Z',
    age_ms: 0,
    sides: [],
    waiting: { for: 'settle', shards: [1] },
    sweeper: { attempts: 0, restarts: [] },
    command: '',
  });

  it('are those that were pending once, the newest first, and keep their end', () => {
    const first = withPending([], [pending('A'), pending('B')]);
    const later = merged(first, [seen('A', 'SUCCESSFUL')]);
    expect(withPending(later, [pending('A'), pending('C')])).toEqual([
      seen('C', 'PROCESSING'),
      seen('B', 'PROCESSING'),
      seen('A', 'SUCCESSFUL'),
    ]);
  });

  it('are read once more when they are pending no longer', () => {
    const all = [seen('C', 'PROCESSING'), seen('B', 'PENDING'), seen('A', 'FAILED')];
    expect(toRead(all, [pending('C')])).toEqual([seen('B', 'PENDING')]);
  });

  it('show the chosen one, or else the oldest that has not ended, or else the newest', () => {
    const all = [seen('C', 'PROCESSING'), seen('B', 'PENDING'), seen('A', 'FAILED')];
    expect(watchedOf(all, 'A')).toEqual(seen('A', 'FAILED'));
    expect(watchedOf(all, undefined)).toEqual(seen('B', 'PENDING'));
    expect(watchedOf([seen('B', 'FAILED'), seen('A', 'FAILED')], undefined)).toEqual(seen('B', 'FAILED'));
  });

  it('count as pending even if the count is older than they are', () => {
    expect(pendingCount(0, [seen('A', 'PENDING')])).toBe(1);
    expect(pendingCount(7, [seen('A', 'FAILED')])).toBe(7);
    expect(pendingCount(undefined, [seen('A', 'PENDING')])).toBeUndefined();
  });
});
