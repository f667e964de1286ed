import { monotonicFactory, ulid } from 'ulid';
import { addsUp, amountFor, legsOf, solePayeeOf } from '../../lib/domain/legs.ts';
import { type ReserveResult, reserveOutcome } from '../../lib/domain/reserve-outcome.ts';
import { initiationOf, isFinal, noteOf, Status, type Transfer, TxId } from '../../lib/domain/transfer.ts';
import { transferDetailView, transferView } from '../../lib/lambda/http/views.ts';

const PENDING: Transfer = {
  txId: '01HF7YAT00AAAAAAAAAAAAAAAA',
  fromId: '1',
  amount: 50n,
  credits: [{ toId: '2', amount: 50n }],
  status: 'PENDING',
  note: 'transaction initiated',
  initiatedAt: '2026-01-01T00:00:00.000Z',
};

describe('The id of a transfer', () => {
  it.each([1, 1_767_225_600_000, 2 ** 48 - 1])('has the time of initiation %d', (ms) => {
    expect(initiationOf(ulid(ms))).toBe(ms);
  });
});

describe('The note of a transfer', () => {
  it('describes the status until the transfer is final, without the reason of an abort', () => {
    expect(noteOf('PENDING', undefined)).toBe('transaction initiated');
    expect(noteOf('PROCESSING', 'not enough funds in the wallet')).toBe('transaction in processing');
  });

  it('is the reason of the abort once the transfer is final', () => {
    expect(noteOf('INVALID', 'no such wallet')).toBe('no such wallet');
    expect(noteOf('FAILED', 'transaction confirmation limit exceeded')).toBe('transaction confirmation limit exceeded');
  });

  it('says that a successful transfer is completed', () => {
    expect(noteOf('SUCCESSFUL', undefined)).toBe('transaction completed');
  });
});

describe('A transfer', () => {
  it('is final as INVALID, FAILED or SUCCESSFUL', () => {
    expect(Status.options.filter(isFinal)).toEqual(['INVALID', 'FAILED', 'SUCCESSFUL']);
  });

  it('has a negative amount for the payer and a positive one for the payee', () => {
    expect(amountFor('1', PENDING)).toBe(-50n);
    expect(amountFor('2', PENDING)).toBe(50n);
  });

  it('has a leg for each wallet, the debit first, and adds up if the credits are the debit', () => {
    const split = { ...PENDING, credits: [3n, 47n].map((amount, n) => ({ toId: `${n + 2}`, amount })) };
    expect(legsOf(split).map(({ walletId, amount }) => [walletId, amount])).toEqual([
      ['1', -50n],
      ['2', 3n],
      ['3', 47n],
    ]);
    expect([addsUp(split), addsUp({ ...split, amount: 51n }), addsUp({ ...split, credits: [] })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(amountFor('3', split)).toBe(47n);
    expect([solePayeeOf(PENDING), solePayeeOf(split)]).toEqual(['2', undefined]);
  });

  it("is shown from one wallet's side, with `ammount` beside `amount`", () => {
    const { wallet_id, amount, ammount } = transferView('2', PENDING);
    expect({ wallet_id, amount, ammount }).toEqual({ wallet_id: '2', amount: '+50', ammount: '+50' });
    expect(transferView('1', PENDING)).toMatchObject({ amount: '-50', ammount: '-50' });
  });

  it('is shown with both wallets and the timeline in detail', () => {
    expect(transferDetailView('2', PENDING)).toMatchObject({
      from_id: '1',
      to_id: '2',
      timeline: [{ at: PENDING.initiatedAt, status: 'PENDING' }],
    });
  });
});

describe('A transaction id', () => {
  it('is a ULID, and sorts by the time of initiation', () => {
    const next = monotonicFactory();
    const ids = [1, 2, 2, 3, 1_000_000_000_000].map((time) => next(time));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(TxId.parse(id)).toBe(id);
  });

  it.each(['', 'x', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ', '01hf7yat00aaaaaaaaaaaaaaaa', '01HF7YAT00AAAAAAAAAAAAAAAI', null])(
    'is not %j',
    (id) => {
      expect(TxId.safeParse(id).success).toBe(false);
    },
  );
});

describe('The outcome of a reserve', () => {
  it('is HELD after a success', () => {
    expect(reserveOutcome('held')).toEqual({ outcome: 'HELD', note: '' });
  });

  it.each<[ReserveResult, string]>([
    ['insufficient_funds', 'not enough funds in the wallet'],
    ['no_such_wallet', 'no such wallet'],
  ])('is INVALID after %s', (code, note) => {
    expect(reserveOutcome(code)).toEqual({ outcome: 'INVALID', note });
  });

  it.each<ReserveResult>(['deadline_passed', 'transaction_settled'])('is FAILED and too late after %s', (code) => {
    expect(reserveOutcome(code)).toEqual({ outcome: 'FAILED', note: 'transaction confirmation limit exceeded' });
  });

  it.each<ReserveResult>(['transaction_mismatch', 'undeclared_error'])('is FAILED after %s', (code) => {
    expect(reserveOutcome(code)).toEqual({ outcome: 'FAILED', note: 'a shard refused the transaction' });
  });
});
