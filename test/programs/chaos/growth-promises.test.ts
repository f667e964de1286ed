import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { Absences } from './absences.ts';
import { checkGrowth, type KnownGrowth } from './growth-promises.ts';
import type { TransferRequest } from './orders.ts';

const PLACE = 'each wallet is on one shard: the one of the number of shards, which the directory names';
const FAILS = 'no transfer fails because its wallets move';

const known: KnownGrowth = {
  to: 3,
  listed: [
    { walletId: '4', shard: 1, isMoving: false },
    { walletId: '5', shard: 2, isMoving: false },
  ],
  named: new Map([
    ['4', 1],
    ['5', 2],
  ]),
  unbalanced: [],
  statements: [],
  done: ['2 to 3'],
  inQuiet: [],
};

const owner = { login: 'ann', password: 'secret', token: 'token' };

/** One request during a growth, whose transfer ended so. */
function requested(status: TransactionDetail['status'], note: string) {
  const transfer: TransactionDetail = {
    ...{ wallet_id: '4', TxID: 'tx-1', amount: '-5', ammount: '-5', currency: 'XXX', status, note },
    ...{ initiated_at: '2026-11-27T08:00:00.000Z', from_id: '4', to_id: '5', timeline: [], legs: [] },
  };
  const order: TransferRequest = {
    ...{ kind: 'ordinary', payer: { owner, walletId: '4', currency: 'XXX' }, credits: [{ toId: '5', amount: 5n }] },
    ...{ key: undefined, senders: 1, accepted: new Set(['tx-1']) },
  };
  return { inQuiet: [order], transfers: new Map([['tx-1', transfer]]) };
}

/** The promises that are broken. */
function broken(change: Partial<KnownGrowth>, transfers: ReadonlyMap<string, TransactionDetail> = new Map()) {
  return checkGrowth({ ...known, ...change }, { transfers })
    .filter((one) => one.broken.length > 0)
    .map(({ promise }) => promise);
}

describe('the promises of a growth', () => {
  it('hold when each wallet is where it belongs', () => {
    expect(broken({})).toEqual([]);
  });

  const [four, five] = known.listed;
  it.each<[string, Partial<KnownGrowth>]>([
    ['is on no shard', { listed: known.listed.slice(1) }],
    ['is on two shards', { listed: [...known.listed, { walletId: '4', shard: 0, isMoving: false }] }],
    ['is moving still', { listed: [{ walletId: '4', shard: 1, isMoving: true }, ...(five ? [five] : [])] }],
    [
      'is on the shard that it had before',
      {
        listed: [{ walletId: '5', shard: 1, isMoving: false }, ...(four ? [four] : [])],
        named: new Map([
          ['4', 1],
          ['5', 1],
        ]),
      },
    ],
    ['is elsewhere than the directory says', { named: new Map([...known.named, ['5', 1]]) }],
  ])('are broken when a wallet %s', (_what, change) => {
    expect(broken(change)).toEqual([PLACE]);
  });

  it('are broken by books that did not balance, and by a statement that is not whole', () => {
    expect(broken({ unbalanced: ['the books do not balance'] })).toHaveLength(1);
    expect(broken({ statements: ['entry 5 is missing'] })).toHaveLength(1);
  });

  it('are broken by a transfer that no shard confirmed in time, and by no other end', () => {
    const late = requested('FAILED', 'transaction confirmation limit exceeded');
    expect(broken({ inQuiet: late.inQuiet }, late.transfers)).toEqual([FAILS]);
    for (const [status, note] of [
      ['INVALID', 'not enough funds in the wallet'],
      ['FAILED', 'voided by the payee'],
      ['SUCCESSFUL', 'transaction completed'],
    ] as const) {
      const { inQuiet, transfers } = requested(status, note);
      expect(broken({ inQuiet }, transfers)).toEqual([]);
    }
  });
});

describe('the time for which wallets are away', () => {
  const body = (content: object) => Buffer.from(JSON.stringify(content));
  const asked = body({ wallet_id: '4', op: 2 });
  const marked = body({ state: 'moving', op: 2 });
  const put = body({ state: 'live', op: 2 });

  it('is that from the first response to the mark to the first one to the put', () => {
    const absences = new Absences();
    absences.heard('/api/markwallet', asked, marked, 100);
    absences.heard('/api/markwallet', asked, marked, 130);
    absences.heard('/api/putwallet', asked, put, 150);
    absences.heard('/api/putwallet', asked, put, 900);
    expect(absences.line()).toBe('1 wallets moved, each away for 50 ms (p50), 50 ms (p99), at most 50 ms');
  });

  it('has no moves of another operation, or of another time', () => {
    const absences = new Absences();
    absences.heard('/api/markwallet', asked, body({ state: 'moving', op: 3 }), 100);
    absences.heard('/api/putwallet', asked, put, 150);
    expect(absences.line()).toBe('no wallet moved');
    absences.heard('/api/markwallet', asked, marked, 200);
    absences.heard('/api/putwallet', asked, put, 250);
    expect(absences.line(300)).toBe('no wallet moved');
  });
});
