import { ulid } from 'ulid';
import type { ClaimResult } from '../../lib/domain/refunds.ts';
import type { ReserveResult } from '../../lib/domain/reserve-outcome.ts';
import { NOTES, type Transfer } from '../../lib/domain/transfer.ts';
import type { ReserveLegs } from '../../lib/remote/shard-legs.ts';
import { NoRoom, ShardBusy, ShardUnavailable } from '../../lib/remote/shards.ts';
import { type Reserved, reserveTransfer } from '../../lib/usecases/reserve.ts';

const AT = Date.parse('2026-01-01T00:00:00.000Z');
const DEADLINE = AT + 15_000;
const TRANSFER: Transfer = {
  txId: ulid(AT),
  fromId: '0',
  amount: 10n,
  credits: [
    { toId: '1', amount: 3n },
    { toId: '2', amount: 7n },
  ],
  status: 'PROCESSING',
  note: '',
  deadline: DEADLINE,
  initiatedAt: '2026-01-01T00:00:00.000Z',
};

const BUSY = new ShardBusy('503');
const SILENT = new ShardUnavailable('no response');
const FULL = new NoRoom('429');
type Response = ReserveResult | Error;

/**
 * Reserves with shards that respond to each leg as said, the debit first. A list has the responses to
 * the first and the second request.
 */
async function reserve(
  responses: readonly (Response | readonly [Response, Response])[],
  {
    transfer = TRANSFER,
    last = false,
    at = AT,
    claim = 'claimed',
  }: { transfer?: Transfer; last?: boolean; at?: number; claim?: ClaimResult } = {},
): Promise<{ reserved: Reserved | Error; asked: ReserveLegs['legs'][] }> {
  const asked: ReserveLegs['legs'][] = [];
  const shards = {
    reserveLegs: async ({ legs }: ReserveLegs) => {
      asked.push(legs);
      return legs.map(({ walletId }) => {
        const response = [responses[Number(walletId)] ?? 'held'].flat()[asked.length - 1] ?? 'held';
        const leg = { walletId, shard: Number(walletId) % 2, at };
        return response instanceof Error ? { ...leg, error: response } : { ...leg, result: response };
      });
    },
  };
  const reserved = await reserveTransfer(
    { shards, refunds: { claim: async () => claim } },
    { item: transfer, last },
    () => at,
    () => {},
  ).catch((error: Error) => error);
  return { reserved, asked };
}

describe('the reserve of a transfer', () => {
  it('asks for all legs at once, and is HELD if each shard holds its legs', async () => {
    const { reserved, asked } = await reserve(['held', 'held', 'held']);
    expect(reserved).toEqual({
      outcome: 'HELD',
      note: '',
      legs: [0, 1, 0].map((shard) => ({ outcome: 'HELD', at: `${shard}+0` })),
    });
    expect(asked).toEqual([
      [
        { walletId: '0', amount: -10n },
        { walletId: '1', amount: 3n },
        { walletId: '2', amount: 7n },
      ],
    ]);
  });

  it.each<[string, Response[], Partial<Reserved>]>([
    ['a payee is missing', ['held', 'no_such_wallet', SILENT], { outcome: 'INVALID', note: NOTES.noSuchWallet }],
    ['the funds are missing', ['insufficient_funds', BUSY, FULL], { outcome: 'INVALID', note: NOTES.notEnoughFunds }],
    ['one leg is late', ['held', 'deadline_passed', SILENT], { outcome: 'FAILED', note: NOTES.limitExceeded }],
    [
      'one leg is late and another is impossible',
      ['deadline_passed', 'held', 'no_such_wallet'],
      { outcome: 'INVALID', note: NOTES.noSuchWallet },
    ],
  ])('ends at once if %s, whatever the other legs need', async (_what, responses, expected) => {
    expect((await reserve(responses)).reserved).toMatchObject(expected);
  });

  it.each<[string, ReserveResult]>([
    ['frozen', 'wallet_frozen'],
    ['closed', 'wallet_closed'],
  ])('does not tell the payer that the wallet of the payee who captures is %s', async (_what, result) => {
    const capture = { amount: 7n, n: 1, deadline: DEADLINE, state: 'HOLDING' } as const;
    const credits = [{ toId: '1', amount: 10n }];
    const { reserved, asked } = await reserve(['held', result], {
      transfer: { ...TRANSFER, credits, manual: true, authorisedAt: TRANSFER.initiatedAt, capture },
    });
    expect(asked).toEqual([[{ walletId: '1', amount: 7n, debitHeld: true }]]);
    expect(reserved).toMatchObject({ outcome: 'INVALID', note: NOTES.payeeTakesNothing });
  });

  it('stores what is known of each leg after a refusal', async () => {
    const { reserved } = await reserve(['insufficient_funds', SILENT, FULL]);
    expect(reserved).toMatchObject({
      legs: [
        { outcome: 'INVALID', note: NOTES.notEnoughFunds },
        { unconfirmed: true, at: '1+0' },
        { outcome: 'WAITING' },
      ],
    });
  });

  it.each<[string, Response[], Error]>([
    ['no response', ['held', SILENT, 'held'], SILENT],
    ['a busy shard', ['held', 'held', BUSY], BUSY],
    ['a debit without room', [FULL, 'held', 'held'], FULL],
    // Retried a little, not until the deadline.
    ['no response before a busy shard', [BUSY, 'held', SILENT], SILENT],
  ])('throws for the state machine to retry after %s', async (_what, responses, error) => {
    expect((await reserve(responses)).reserved).toBe(error);
  });

  it('returns in the last attempt which legs are unconfirmed', async () => {
    const { reserved } = await reserve(['held', SILENT, BUSY], { last: true });
    expect(reserved).toEqual({
      outcome: 'FAILED',
      note: NOTES.limitExceeded,
      legs: [
        { outcome: 'HELD', at: '0+0' },
        { unconfirmed: true, at: '1+0' },
        { unconfirmed: true, at: '0+0' },
      ],
    });
  });

  it('still leaves a busy shard to be retried in the last attempt', async () => {
    expect((await reserve(['held', BUSY, 'held'], { last: true })).reserved).toBe(BUSY);
  });

  it.each([BUSY, FULL])('is FAILED after the deadline, if a shard has still no room (%s)', async (error) => {
    const late = { at: DEADLINE + 1 };
    expect((await reserve([error, 'held', 'held'], late)).reserved).toMatchObject({ outcome: 'FAILED' });
    expect((await reserve([error, 'held', 'held'], { at: DEADLINE })).reserved).toBe(error);
  });

  describe('with a credit that finds no room', () => {
    it('asks for it again once the debit is held, and for nothing else', async () => {
      const { reserved, asked } = await reserve(['held', [FULL, 'held'], 'held']);
      expect(reserved).toMatchObject({ outcome: 'HELD' });
      expect(asked[1]).toEqual([{ walletId: '1', amount: 3n, debitHeld: true }]);
    });

    it('leaves it to be retried if there is no room even then', async () => {
      expect((await reserve(['held', [FULL, FULL], 'held'])).reserved).toBe(FULL);
    });

    it.each<[string, Response]>([
      ['refused', 'insufficient_funds'],
      ['not confirmed', SILENT],
      ['without room itself', FULL],
    ])('does not ask again if the debit is %s', async (_what, debit) => {
      expect((await reserve([debit, [FULL, 'held'], 'held'])).asked).toHaveLength(1);
    });

    it('does not ask again if another payee is refused', async () => {
      expect((await reserve(['held', [FULL, 'held'], 'no_such_wallet'])).asked).toHaveLength(1);
    });
  });

  it.each([
    ['more than the debit', [4n, 7n]],
    ['less than the debit', [3n, 6n]],
    ['as much, by a part that takes', [13n, -3n]],
    ['nothing', []],
  ])('asks nobody and is FAILED if the credits are %s', async (_what, amounts) => {
    const credits = amounts.map((amount, n) => ({ toId: `${n + 1}`, amount }));
    const { reserved, asked } = await reserve([], { transfer: { ...TRANSFER, credits } });
    expect(reserved).toEqual({ outcome: 'FAILED', note: NOTES.refused, legs: [] });
    expect(asked).toEqual([]);
  });

  it('is an error before the transfer has begun', async () => {
    const { deadline: _, ...transfer } = TRANSFER;
    expect((await reserve([], { transfer })).reserved).toBeInstanceOf(Error);
  });
});

describe('the reserve of a refund', () => {
  const REFUND: Transfer = { ...TRANSFER, credits: [{ toId: '1', amount: TRANSFER.amount }], refundOf: TRANSFER.txId };

  it('asks for its legs once its amount is claimed on the payment', async () => {
    const { reserved, asked } = await reserve(['held', 'held'], { transfer: REFUND });
    expect(reserved).toMatchObject({ outcome: 'HELD' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['exceeds', { outcome: 'INVALID', note: 'the refunds would exceed the payment' }],
    ['not_refundable', { outcome: 'INVALID', note: 'the payment cannot be refunded' }],
    ['too_late', { outcome: 'FAILED', note: 'transaction confirmation limit exceeded' }],
  ] as const)('asks for no leg if its claim is refused (%s)', async (claim, refusal) => {
    const { reserved, asked } = await reserve(['held', 'held'], { transfer: REFUND, claim });
    expect(reserved).toEqual({ ...refusal, legs: [] });
    expect(asked).toEqual([]);
  });
});
