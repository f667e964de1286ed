import { monotonicFactory, ulid } from 'ulid';
import { addsUp, amountFor, legsOf, solePayeeOf } from '../../lib/domain/legs.ts';
import { payeeProblems } from '../../lib/domain/payee-rules.ts';
import { type ReserveResult, reserveOutcome } from '../../lib/domain/reserve-outcome.ts';
import { initiationOf, isFinal, noteOf, Status, type Transfer, TxId } from '../../lib/domain/transfer.ts';
import { transferEvent } from '../../lib/domain/transfer-event.ts';
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

describe('A transfer to several payees', () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const leg = (shard: number) => ({
    outcome: 'HELD',
    at: `${shard}+${Date.parse(at(1)) - initiationOf(PENDING.txId)}`,
  });
  const settled = (shard: number) => ({ settled: true, at: leg(shard).at });
  const split: Transfer = {
    ...PENDING,
    status: 'SUCCESSFUL',
    credits: [
      { toId: '2', amount: 30n },
      { toId: '3', amount: 20n },
    ],
    decision: 'COMMIT',
    decidedAt: at(2),
    finishedAt: at(3),
    responses: {
      held: JSON.stringify([leg(1), leg(0), leg(1)]),
      settled: JSON.stringify([settled(1), settled(0), settled(1)]),
    },
  };
  const wallets = ({ timeline }: ReturnType<typeof transferDetailView>) =>
    timeline.flatMap((entry) => ('wallet_id' in entry ? [entry.wallet_id] : []));

  it('shows the payer all payees, what each receives, and all sides', () => {
    const shown = transferDetailView('1', split);
    expect(shown).toMatchObject({
      amount: '-50',
      to: [
        { to_id: '2', amount: '30' },
        { to_id: '3', amount: '20' },
      ],
    });
    expect(shown).not.toHaveProperty('to_id');
    expect(wallets(shown).sort()).toEqual(['1', '1', '2', '2', '3', '3']);
  });

  it('shows a payee its own share and its own side, and nothing of the other payees', () => {
    const shown = transferDetailView('3', split);
    expect(shown).toMatchObject({ amount: '+20', ammount: '+20', from_id: '1', to_id: '3' });
    expect(shown).not.toHaveProperty('to');
    expect(wallets(shown).sort()).toEqual(['1', '1', '3', '3']);
    expect(JSON.stringify(shown)).not.toMatch(/"2"|30|50/);
  });

  it('is shown to a payee as a transfer to it alone would be', () => {
    const alone = { ...PENDING, amount: 20n, credits: [{ toId: '3', amount: 20n }] };
    const members = (transfer: Transfer) => Object.keys(transferView('3', transfer)).sort();
    expect(members({ ...split, responses: {} })).toEqual(
      members({ ...alone, status: 'SUCCESSFUL', decision: 'COMMIT', decidedAt: at(2) }),
    );
  });

  it('is one event, which has all payees and no `to_id`', () => {
    const event = transferEvent(split);
    expect(event).toMatchObject({
      version: 1,
      amount: '50',
      to: [
        { to_id: '2', amount: '30' },
        { to_id: '3', amount: '20' },
      ],
    });
    expect(event).not.toHaveProperty('to_id');
    const alone = transferEvent({ ...split, credits: [{ toId: '2', amount: 50n }] });
    expect(alone).toMatchObject({ to_id: '2', to: [{ to_id: '2', amount: '50' }] });
  });
});

describe('The payees of a transfer', () => {
  const problems = (...credits: [string, bigint][]) =>
    payeeProblems({ fromId: '1', credits: credits.map(([toId, amount]) => ({ toId, amount })) });
  const MOST = 10n ** 18n - 1n;

  it('are distinct, and none is the payer', () => {
    expect(problems(['2', 1n], ['3', 1n], ['02', 1n])).toEqual([]);
    expect(problems(['2', 1n], ['1', 1n], ['3', 1n], ['2', 5n], ['2', 1n])).toEqual([
      { payee: 1, message: 'must not be the same wallet as from_id' },
      { payee: 3, message: 'must not be the same wallet as to[0].to_id' },
      { payee: 4, message: 'must not be the same wallet as to[0].to_id' },
    ]);
  });

  it('receive at most an amount together', () => {
    expect(problems(['2', MOST - 1n], ['3', 1n])).toEqual([]);
    expect(problems(['2', MOST], ['3', 1n])).toEqual([
      { message: 'must have amounts that add up to at most 18 digits' },
    ]);
  });
});
