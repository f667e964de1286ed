import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { type ControlsChange, dayOf, type Frozen } from '../../../lib/domain/wallet-controls.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

const DAY = 86_400_000;

let tables: FreshTables;
let wallets: ShardWallets;
let controls: ShardControls;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
  controls = new ShardControls(tables.documents, tables.shardWallets[0]);
});
afterAll(() => tables.close());

const byOwner = (walletId: string, change: ControlsChange, now = NOW) =>
  controls.change(walletId, { by: 'owner', change }, now);
const byOperator = (walletId: string, change: ControlsChange, now = NOW) =>
  controls.change(walletId, { by: 'operator', change }, now);
const takes = (walletId: string, amount: bigint, now = NOW) =>
  outcomeOf(wallets.reserve({ ...debit(walletId, amount), deadline: now + 10 * DAY }, now));
const gives = (walletId: string, amount: bigint) => outcomeOf(wallets.reserve(credit(walletId, amount), NOW));

describe('a frozen wallet', () => {
  it.each<[Frozen, string, string]>([
    ['debits', 'wallet_frozen', 'held'],
    ['credits', 'held', 'wallet_frozen'],
    ['all', 'wallet_frozen', 'wallet_frozen'],
  ])('with %s frozen refuses them, and takes the rest', async (frozen, ofDebit, ofCredit) => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { frozen });
    expect([await takes(walletId, 1n), await gives(walletId, 1n)]).toEqual([ofDebit, ofCredit]);
    await byOwner(walletId, { frozen: null });
    expect([await takes(walletId, 1n), await gives(walletId, 1n)]).toEqual(['held', 'held']);
  });

  it('settles what it held before, and says so to a repeated reserve', async () => {
    const walletId = await walletWith(wallets, 100n);
    const [kept, back] = [debit(walletId, 30n), debit(walletId, 20n)];
    for (const hold of [kept, back]) await wallets.reserve(hold, NOW);
    await byOperator(walletId, { frozen: 'all', reason: 'case 7' });
    expect(await outcomeOf(wallets.reserve(kept, NOW))).toBe('held');
    await wallets.commit({ transactionId: kept.transactionId, walletId, amount: -30n }, NOW);
    await wallets.rollback(walletId, back.transactionId, back.deadline, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('stays frozen by an operator when its owner lifts a freeze, and the other way round', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOperator(walletId, { frozen: 'debits', reason: 'case 7' }, NOW);
    await byOwner(walletId, { frozen: 'all' }, NOW + 1);
    await byOwner(walletId, { frozen: null }, NOW + 2);
    expect([await takes(walletId, 1n), await gives(walletId, 1n)]).toEqual(['wallet_frozen', 'held']);
    await byOwner(walletId, { frozen: 'credits' }, NOW + 3);
    const { controls: after } = await byOperator(walletId, { frozen: null }, NOW + 4);
    expect(after).toEqual({
      ownerFreeze: { frozen: 'credits', since: NOW + 3 },
      freezeChange: { version: 5, by: 'operator', at: NOW + 4 },
      version: 5,
    });
    expect([await takes(walletId, 1n), await gives(walletId, 1n)]).toEqual(['held', 'wallet_frozen']);
  });

  it('keeps the time and the reason of a freeze that is asked for again', async () => {
    const walletId = await walletWith(wallets, 0n);
    await byOperator(walletId, { frozen: 'all', reason: 'case 7' }, NOW);
    const { controls: after } = await byOperator(walletId, { frozen: 'all' }, NOW + 5);
    expect(after).toEqual({
      operatorFreeze: { frozen: 'all', since: NOW, reason: 'case 7' },
      freezeChange: { version: 1, by: 'operator', at: NOW },
      version: 1,
    });
  });

  it('is what a full wallet says, because its places may be free again and the freeze stays', async () => {
    const walletId = await walletWith(wallets, 100n);
    const full = new ShardWallets(tables.documents, tables.shardWallets[0], {
      holdLimits: { all: 0, beforeDebit: 0, authorised: 0 },
    });
    expect(await outcomeOf(full.reserve(debit(walletId, 1n), NOW))).toBe('too_many_open_transactions');
    await byOwner(walletId, { frozen: 'all' });
    expect(await outcomeOf(full.reserve(debit(walletId, 1n), NOW))).toBe('wallet_frozen');
  });
});

describe('a minimum balance', () => {
  it('refuses what would go below it, and leaves balance and available money as they are', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { minimum: 60n });
    expect(await takes(walletId, 41n)).toBe('below_minimum_balance');
    expect(await takes(walletId, 101n)).toBe('insufficient_funds');
    expect(await takes(walletId, 40n)).toBe('held');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 60n, reserved: 40n });
  });

  it('may be above the balance: nothing is taken, and money still comes', async () => {
    const walletId = await walletWith(wallets, 10n);
    await byOwner(walletId, { minimum: 1_000n });
    expect((await itemOf(wallets, walletId)).spendable).toBe(-990n);
    expect(await takes(walletId, 1n)).toBe('below_minimum_balance');
    expect(await gives(walletId, 1n)).toBe('held');
    await byOwner(walletId, { minimum: null });
    expect(await takes(walletId, 10n)).toBe('held');
  });

  it('is no part of the balance with which an older statement opens', async () => {
    const walletId = freshId();
    const item = { wallet_id: walletId, spendable: 80n, credit_limit: 0n, holds: {}, settled: {}, fence: 0 };
    await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item: item }));
    await byOwner(walletId, { minimum: 30n });
    await wallets.openStatement(walletId, NOW);
    expect((await itemOf(wallets, walletId)).statement).toMatchObject({ posted: 80n, seq: 1 });
  });
});

describe('the limits of debits', () => {
  it('refuse one payment that is too large', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { maxPayment: 20n });
    expect(await takes(walletId, 21n)).toBe('payment_limit_exceeded');
    expect(await takes(walletId, 20n)).toBe('held');
    expect(await gives(walletId, 1_000n)).toBe('held');
  });

  it('count a day: what was rolled back or not captured is given back on the same day, and not on the next', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    const noon = dayOf(NOW) * DAY + DAY / 2;
    await byOwner(walletId, { maxPerDay: 100n }, noon);
    const at = (amount: bigint) => ({ ...debit(walletId, amount), deadline: noon + DAY });
    const [one, two, three] = [at(60n), at(40n), at(30n)];
    for (const hold of [one, two]) await wallets.reserve(hold, noon);
    expect(await takes(walletId, 1n, noon)).toBe('daily_limit_exceeded');
    await wallets.rollback(walletId, one.transactionId, one.deadline, noon);
    await wallets.commit({ transactionId: two.transactionId, walletId, amount: -10n, held: -40n }, noon);
    expect(await takes(walletId, 91n, noon)).toBe('daily_limit_exceeded');
    await wallets.reserve(three, noon);
    expect(await takes(walletId, 100n, noon + DAY)).toBe('held');
    await wallets.rollback(walletId, three.transactionId, three.deadline, noon + DAY);
    expect(await takes(walletId, 1n, noon + DAY)).toBe('daily_limit_exceeded');
    // A clock that goes back gives no limit anew.
    expect(await takes(walletId, 1n, noon)).toBe('daily_limit_exceeded');
    expect((await moneyOf(wallets, walletId)).available).toBe(890n);
  });

  it('follow a limit that changes during the day, also through none', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    await byOwner(walletId, { maxPerDay: 100n });
    const taken = debit(walletId, 80n);
    await wallets.reserve(taken, NOW);
    await byOwner(walletId, { maxPerDay: 50n });
    expect(await takes(walletId, 1n)).toBe('daily_limit_exceeded');
    await byOwner(walletId, { maxPerDay: null });
    await byOwner(walletId, { maxPerDay: 90n });
    expect(await takes(walletId, 11n)).toBe('daily_limit_exceeded');
    await wallets.rollback(walletId, taken.transactionId, taken.deadline, NOW);
    expect([await takes(walletId, 91n), await takes(walletId, 90n)]).toEqual(['daily_limit_exceeded', 'held']);
  });

  it('are an operator’s once an operator has set them, until the operator lifts all', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOperator(walletId, { maxPayment: 10n });
    for (const change of [{ maxPayment: 20n }, { minimum: 1n }, { maxPayment: null }])
      await expect(byOwner(walletId, change)).rejects.toMatchObject({ code: 'limits_by_operator' });
    await byOwner(walletId, { maxPayment: 10n, frozen: 'debits' });
    await byOperator(walletId, { maxPayment: null });
    await byOwner(walletId, { maxPayment: 20n });
  });
});

describe('a change that finds what it names', () => {
  it.each<[string, ControlsChange, ControlsChange, bigint]>([
    ['an amount for approvals', { approvalAbove: 8n }, { approvalAbove: 15n }, 9n],
    ['a freeze', { frozen: 'debits' }, { frozen: null }, 1n],
    ['a limit', { maxPayment: 8n }, { maxPayment: null }, 9n],
  ])('keeps away what was asked for before it and comes late: %s', async (_, kept, late, amount) => {
    const walletId = await walletWith(wallets, 100n);
    const { controls: { version } = {} } = await byOwner(walletId, kept);
    const ask = (change: ControlsChange) => controls.change(walletId, { by: 'owner', version, change }, NOW);
    await ask(kept);
    await expect(ask(late)).rejects.toMatchObject({ code: 'controls_changed' });
    const after = await controls.get(walletId);
    // The same request that comes twice.
    expect(await ask(kept)).toEqual(after);
    expect(await takes(walletId, amount)).not.toBe('held');
  });
});

describe('the amount from which a debit needs an approval', () => {
  it('refuses a larger debit, unless a second person approves it before it is committed', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { approvalAbove: 20n });
    expect([await takes(walletId, 20n), await takes(walletId, 21n)]).toEqual(['held', 'approval_required']);
    const large = { ...debit(walletId, 21n), deadline: NOW + 10 * DAY };
    // Money that a payee captures by itself is no approval, and the mark alone is none either.
    expect(await outcomeOf(wallets.reserve({ ...large, authorisation: true }, NOW))).toBe('approval_required');
    expect(await outcomeOf(wallets.reserve({ ...large, approval: true }, NOW))).toBe('approval_required');
    expect(await outcomeOf(wallets.reserve({ ...large, authorisation: true, approval: true }, NOW))).toBe('held');
    expect(await gives(walletId, 50n)).toBe('held');
  });

  it('can be 0, and is no limit that an operator sets or lifts', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { approvalAbove: 0n });
    await byOperator(walletId, { maxPayment: 50n });
    await byOperator(walletId, { maxPayment: null });
    expect(await takes(walletId, 1n)).toBe('approval_required');
    await byOperator(walletId, { maxPayment: 50n });
    await byOwner(walletId, { approvalAbove: null });
    expect(await takes(walletId, 1n)).toBe('held');
  });

  it('holds for every debit that comes after it, whatever was accepted before', async () => {
    const walletId = await walletWith(wallets, 100n);
    const change = byOwner(walletId, { approvalAbove: 1n });
    const racing = Array.from({ length: 20 }, () => takes(walletId, 2n));
    await change;
    const later = await Promise.all(Array.from({ length: 20 }, () => takes(walletId, 2n)));
    expect(new Set(later)).toEqual(new Set(['approval_required']));
    expect(['held', 'approval_required']).toEqual(expect.arrayContaining([...new Set(await Promise.all(racing))]));
  });
});

describe('an authorised transfer', () => {
  it('counts in the limit of its day, keeps the wallet open, and gives back what is not captured', async () => {
    const walletId = await walletWith(wallets, 100n);
    await byOwner(walletId, { maxPerDay: 50n });
    const held = { ...debit(walletId, 50n), authorisation: true, deadline: NOW + 10 * DAY };
    await wallets.reserve(held, NOW);
    expect(await takes(walletId, 1n)).toBe('daily_limit_exceeded');
    expect((await controls.close(walletId, { by: 'owner' }, NOW)).controls).not.toHaveProperty('closedAt');
    await byOperator(walletId, { frozen: 'all' });
    await wallets.commit({ transactionId: held.transactionId, walletId, amount: -20n, held: -50n }, NOW);
    await byOperator(walletId, { frozen: null });
    expect([await takes(walletId, 31n), await takes(walletId, 30n)]).toEqual(['daily_limit_exceeded', 'held']);
    const other = { ...debit(walletId, 20n), authorisation: true, deadline: NOW + 10 * DAY };
    await wallets.reserve(other, NOW + DAY);
    await wallets.rollback(walletId, other.transactionId, other.deadline, NOW + DAY);
    expect(await takes(walletId, 50n, NOW + DAY)).toBe('held');
  });
});

describe('a closed wallet', () => {
  it('takes and gives nothing, for good, and closing it again changes nothing', async () => {
    const walletId = await walletWith(wallets, 0n);
    await byOwner(walletId, { minimum: 5n });
    expect((await controls.close(walletId, { by: 'owner' }, NOW)).controls).toMatchObject({ closedAt: NOW });
    expect((await controls.close(walletId, { by: 'owner' }, NOW + 1)).controls).toMatchObject({ closedAt: NOW });
    expect([await takes(walletId, 1n), await gives(walletId, 1n)]).toEqual(['wallet_closed', 'wallet_closed']);
    await expect(byOwner(walletId, { frozen: null })).rejects.toMatchObject({ code: 'wallet_closed' });
  });

  it('stays open while it has money, a hold of a debit or of a credit, or is a treasury', async () => {
    const [rich, payer, payee] = [
      await walletWith(wallets, 5n),
      await walletWith(wallets, 5n),
      await walletWith(wallets, 0n),
    ];
    const treasury = await walletWith(wallets, 0n, 100n);
    await wallets.reserve(debit(payer, 5n), NOW);
    await wallets.reserve(credit(payee, 5n), NOW);
    for (const walletId of [rich, payer, payee, treasury]) {
      const { controls: after = {} } = await controls.close(walletId, { by: 'owner' }, NOW);
      expect(after).not.toHaveProperty('closedAt');
    }
  });

  it('stays as it is after late messages of transfers that it had', async () => {
    const walletId = await walletWith(wallets, 10n);
    const [paid, aborted, never] = [debit(walletId, 10n), debit(walletId, 10n), credit(walletId, 10n)];
    await wallets.reserve(aborted, NOW);
    await wallets.rollback(walletId, aborted.transactionId, aborted.deadline, NOW);
    await wallets.reserve(paid, NOW);
    await wallets.commit({ ...paid, amount: -10n }, NOW);
    await controls.close(walletId, { by: 'owner' }, NOW);
    for (const late of [paid, aborted, never]) expect(await outcomeOf(wallets.reserve(late, NOW))).not.toBe('held');
    await wallets.commit({ ...paid, amount: -10n }, NOW);
    for (const late of [aborted, never]) await wallets.rollback(walletId, late.transactionId, late.deadline, NOW);
    expect(balanceOf(await itemOf(wallets, walletId)).balance).toBe(0n);
  });
});

describe('the last change of what is frozen', () => {
  const last = async (walletId: string) => (await itemOf(wallets, walletId)).controls?.freezeChange;

  it('says who froze, unfroze or closed the wallet and when, and is left as it is by other changes', async () => {
    const walletId = await walletWith(wallets, 0n);
    await byOwner(walletId, { minimum: 5n }, NOW);
    expect(await last(walletId)).toBeUndefined();
    await byOperator(walletId, { frozen: 'debits' }, NOW + 1);
    expect(await last(walletId)).toEqual({ version: 2, by: 'operator', at: NOW + 1 });
    await byOwner(walletId, { minimum: null }, NOW + 2);
    await byOperator(walletId, { frozen: 'debits', reason: 'case 7' }, NOW + 3);
    expect(await last(walletId)).toEqual({ version: 2, by: 'operator', at: NOW + 1 });
    await byOperator(walletId, { frozen: null }, NOW + 4);
    expect(await last(walletId)).toEqual({ version: 5, by: 'operator', at: NOW + 4 });
    await controls.close(walletId, { by: 'owner' }, NOW + 5);
    expect(await last(walletId)).toEqual({ version: 6, by: 'owner', at: NOW + 5 });
  });

  it('is not replaced by a closing of another version of the controls', async () => {
    const walletId = await walletWith(wallets, 0n);
    await byOperator(walletId, { frozen: 'all' });
    const late = controls.close(walletId, { by: 'owner', version: 0 }, NOW + 1);
    await expect(late).rejects.toMatchObject({ code: 'controls_changed' });
    const { controls: closed } = await controls.close(walletId, { by: 'owner', version: 1 }, NOW + 1);
    expect(closed).toMatchObject({ closedAt: NOW + 1, version: 2 });
  });
});

describe('controls under concurrency', () => {
  const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

  it('let exactly as many of 50 parallel debits pass as the limit of the day has room for', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    await byOwner(walletId, { maxPerDay: 70n });
    const outcomes = await Promise.all(times(50, () => takes(walletId, 10n)));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'daily_limit_exceeded')).toHaveLength(43);
  });

  it('close a wallet or take a credit, and never both', async () => {
    for (let n = 0; n < 20; n++) {
      const walletId = await walletWith(wallets, 0n);
      const [outcome, closed] = await Promise.all([
        gives(walletId, 5n),
        controls.close(walletId, { by: 'owner' }, NOW),
      ]);
      expect(closed.controls?.closedAt !== undefined).toBe(outcome === 'wallet_closed');
    }
  });

  it('lose none of two changes that name different controls', async () => {
    const walletId = await walletWith(wallets, 10n);
    const changes: ControlsChange[] = [{ frozen: 'debits' }, { minimum: 3n }, { maxPayment: 4n }, { maxPerDay: 5n }];
    await Promise.all(changes.map((change) => byOwner(walletId, change)));
    expect((await itemOf(wallets, walletId)).controls).toEqual({
      ownerFreeze: { frozen: 'debits', since: NOW },
      freezeChange: { version: expect.any(Number), by: 'owner', at: NOW },
      minimum: 3n,
      maxPayment: 4n,
      maxPerDay: 5n,
      day: { day: dayOf(NOW), left: 5n },
      version: 4,
    });
  });
});

describe('a change of controls that comes late', () => {
  it('does nothing after a later change, and succeeds if nothing is left to change', async () => {
    const walletId = await walletWith(wallets, 10n);
    const ask = (version: number, change: ControlsChange) =>
      controls.change(walletId, { by: 'owner', version, change }, NOW);
    await ask(0, { frozen: 'all' });
    await ask(1, { frozen: null });
    await ask(2, { frozen: 'debits' });
    await expect(ask(1, { frozen: null })).rejects.toMatchObject({ code: 'controls_changed' });
    expect((await ask(2, { frozen: 'debits' })).controls?.version).toBe(3);
    expect(await takes(walletId, 1n)).toBe('wallet_frozen');
  });
});

describe('any sequence of debits and changes', () => {
  type Step =
    | { readonly does: 'hold'; readonly amount: bigint }
    | { readonly does: 'commit' | 'take a part' | 'roll back'; readonly nth: number }
    | { readonly does: 'change'; readonly change: ControlsChange }
    | { readonly does: 'wait'; readonly ms: number };
  const limit = fc.option(fc.bigInt(1n, 60n));
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ does: fc.constant('hold' as const), amount: fc.bigInt(1n, 50n) }) },
    fc.record({
      does: fc.constantFrom('commit' as const, 'take a part' as const, 'roll back' as const),
      nth: fc.nat(5),
    }),
    fc.record({
      does: fc.constant('change' as const),
      change: fc.oneof(
        limit.map((minimum) => ({ minimum })),
        limit.map((maxPayment) => ({ maxPayment })),
        limit.map((maxPerDay) => ({ maxPerDay })),
        fc.constantFrom<ControlsChange>({ frozen: 'debits' }, { frozen: null }, { frozen: null }),
      ),
    }),
    fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(DAY / 3, DAY, -DAY / 3) }),
  );

  it('keeps every limit: what a day takes, what stays, what one payment is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const walletId = await walletWith(wallets, 200n);
        const set: {
          minimum: bigint;
          maxPayment?: bigint | undefined;
          maxPerDay?: bigint | undefined;
          frozen?: boolean;
        } = { minimum: 0n };
        /** What counts in each day: held, or taken. */
        const ofDay = new Map<number, bigint>();
        const open: { hold: ReturnType<typeof debit>; day?: number }[] = [];
        let [available, now, counted] = [200n, NOW, 0];
        const back = (amount: bigint, day: number | undefined) => {
          available += amount;
          if (day !== undefined) ofDay.set(day, (ofDay.get(day) ?? 0n) - amount);
        };
        for (const one of steps) {
          if (one.does === 'wait') now += one.ms;
          else if (one.does === 'change') {
            await byOwner(walletId, one.change, now);
            const { minimum, maxPayment, maxPerDay, frozen } = one.change;
            if (minimum !== undefined) set.minimum = minimum ?? 0n;
            if (maxPayment !== undefined) set.maxPayment = maxPayment ?? undefined;
            if (maxPerDay !== undefined && (maxPerDay ?? undefined) !== set.maxPerDay) {
              set.maxPerDay = maxPerDay ?? undefined;
              counted = Math.max(counted, dayOf(now));
            }
            if (frozen !== undefined) set.frozen = frozen !== null;
          } else if (one.does === 'hold') {
            const hold = { ...debit(walletId, one.amount), deadline: now + 10 * DAY };
            const day = set.maxPerDay === undefined ? undefined : Math.max(counted, dayOf(now));
            const taken = day === undefined ? 0n : (ofDay.get(day) ?? 0n);
            const expected = set.frozen
              ? 'wallet_frozen'
              : set.maxPayment !== undefined && one.amount > set.maxPayment
                ? 'payment_limit_exceeded'
                : set.maxPerDay !== undefined && taken + one.amount > set.maxPerDay
                  ? 'daily_limit_exceeded'
                  : one.amount > available
                    ? 'insufficient_funds'
                    : one.amount > available - set.minimum
                      ? 'below_minimum_balance'
                      : 'held';
            expect(await outcomeOf(wallets.reserve(hold, now))).toBe(expected);
            if (expected !== 'held') continue;
            available -= one.amount;
            if (day !== undefined) {
              counted = day;
              ofDay.set(day, taken + one.amount);
            }
            open.push({ hold, ...(day !== undefined && { day }) });
          } else {
            const [ended] = open.splice(one.nth, 1);
            if (!ended) continue;
            const { hold, day } = ended;
            const { transactionId, amount, deadline } = hold;
            const ofCounted = day === counted ? day : undefined;
            if (one.does === 'roll back') {
              await wallets.rollback(walletId, transactionId, deadline, now);
              back(-amount, ofCounted);
            } else {
              const part = one.does === 'commit' ? amount : amount / 2n || amount;
              await wallets.commit({ transactionId, walletId, amount: part, held: amount }, now);
              back(part - amount, ofCounted);
            }
          }
          const wallet = await itemOf(wallets, walletId);
          expect(balanceOf(wallet).available).toBe(available);
          expect(wallet.statement?.posted).toBe(balanceOf(wallet).balance);
        }
      }),
      { numRuns: 60 },
    );
  });
});
