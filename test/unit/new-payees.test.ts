import type { PaidPair } from '../../lib/domain/new-payee.ts';
import { CONFIRMED_MS, type Factors, NO_FACTORS } from '../../lib/domain/second-factor.ts';
import type { Transfer } from '../../lib/domain/transfer.ts';
import type { DirectoryEntry } from '../../lib/store/directory.ts';
import type { RowsOf } from '../../lib/store/journal/partitions.ts';
import { confirmPayments, type PaymentPolicy } from '../../lib/usecases/confirmed-payment.ts';
import { rememberPayees } from '../../lib/usecases/new-payees.ts';
import { appOnly, countedFactors } from './counted-factors.ts';

const NOW = Date.UTC(2026, 10, 27);
const APP = appOnly(NOW);
const ANN = { userId: 'ann', sessionId: 'session' };
const MEMBER = { userId: 'max', sessionId: 'session' };

const since = new Date(NOW).toISOString();
const wallet = (walletId: string, owner: string): DirectoryEntry => ({
  ...{ walletId, owner, shard: 0, status: 'ACTIVE', createdAt: since },
});
const WALLETS: readonly DirectoryEntry[] = [
  {
    ...wallet('1', 'ann'),
    members: [
      { userId: 'max', login: 'max', maxPerDay: 10n, addedAt: since },
      { userId: 'rea', login: 'rea', addedAt: since },
    ],
  },
  wallet('2', 'ann'),
  wallet('8', 'max'),
  wallet('9', 'bob'),
];

const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  ...{ txId: '01ARZ3NDEKTSV4RRFFQ69G5FAV', fromId: '1', amount: 5n, credits: [{ toId: '9', amount: 5n }] },
  ...{ status: 'SUCCESSFUL', note: '', initiatedAt: since, ...more },
});

interface Given {
  readonly factors?: Factors;
  readonly confirmedAt?: number;
  readonly known?: readonly PaidPair[];
  readonly journal?: readonly Transfer[];
  readonly isOff?: boolean;
}

/** A stage that asks at new payees and above 1,000, and the reads that it makes. */
function stage({ factors = APP, confirmedAt, known = [], journal = [], isOff = false }: Given = {}) {
  const reads: string[] = [];
  const stored = [...known];
  const look = async (walletId: string) => {
    reads.push(`wallet ${walletId}`);
    return WALLETS.find((one) => one.walletId === walletId);
  };
  const newPayees = {
    known: {
      unknownOf: async (_: string, pairs: readonly PaidPair[]) => {
        reads.push('payees');
        return pairs.filter((a) => !stored.some((b) => a.walletId === b.walletId && a.payeeId === b.payeeId));
      },
      add: async (_: string, pair: PaidPair) => void stored.push(pair),
    },
    directory: { get: look, glimpse: look },
    journal: {
      page: async ({ walletId }: RowsOf) => {
        reads.push('journal');
        return { transfers: journal.filter(({ fromId }) => fromId === walletId) };
      },
    },
  };
  const policy: PaymentPolicy = {
    ...countedFactors(reads, factors, { userId: 'ann', now: NOW, confirmedAt }),
    above: 1_000n,
    newPayees: isOff ? undefined : newPayees,
  };
  return { reads, stored, policy };
}

/** A payment of wallet 1, which repeats none. */
const pay = (toId: string, { amount = 5n, fromId = '1', repeats = false } = {}) => ({
  fromId,
  amount,
  credits: [{ toId, amount }],
  isRepetition: async () => repeats,
});
const REFUSED = { code: 'step_up_required' };

describe('a payment to a new payee, of a user with a second factor', () => {
  it('is refused in a session that was not confirmed, and passes in one that was', async () => {
    await expect(confirmPayments(stage().policy, ANN, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
    const tooLongAgo = stage({ confirmedAt: NOW - CONFIRMED_MS });
    await expect(confirmPayments(tooLongAgo.policy, ANN, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
    const confirmed = stage({ confirmedAt: NOW - CONFIRMED_MS + 1 });
    expect(await confirmPayments(confirmed.policy, ANN, [pay('9')], NOW)).toEqual([{ walletId: '1', payeeId: '9' }]);
  });

  it('is refused if one of many payees is new', async () => {
    const { policy } = stage({ known: [{ walletId: '1', payeeId: '8' }] });
    const split = { ...pay('8'), credits: ['8', '9'].map((toId) => ({ toId, amount: 5n })) };
    await expect(confirmPayments(policy, ANN, [split], NOW)).rejects.toMatchObject(REFUSED);
    await expect(confirmPayments(policy, ANN, [pay('8'), pay('9')], NOW)).rejects.toMatchObject(REFUSED);
  });

  it('is refused if another wallet of theirs has paid the payee', async () => {
    const { policy } = stage({ known: [{ walletId: '2', payeeId: '9' }] });
    await expect(confirmPayments(policy, ANN, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
  });

  it('is refused with the token of a session that has ended', async () => {
    const ended = { userId: 'ann', sessionId: 'other' };
    await expect(confirmPayments(stage().policy, ended, [pay('9')], NOW)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('passes if it repeats an accepted one, and no other payment of its batch is new', async () => {
    const { policy } = stage();
    await expect(confirmPayments(policy, ANN, [pay('9', { repeats: true })], NOW)).resolves.toHaveLength(1);
    const batch = [pay('9', { repeats: true }), pay('8')];
    await expect(confirmPayments(policy, ANN, batch, NOW)).rejects.toMatchObject(REFUSED);
  });

  it('is asked for once: what was accepted is remembered, and what was not is not', async () => {
    const { policy, stored } = stage({ confirmedAt: NOW });
    const asked = [pay('9'), pay('8')];
    const unknown = await confirmPayments(policy, ANN, asked, NOW);
    await rememberPayees(policy.newPayees, 'ann', unknown, [pay('9')]);
    expect(stored).toEqual([{ walletId: '1', payeeId: '9' }]);
    const later = stage({ known: stored });
    await expect(confirmPayments(later.policy, ANN, [pay('9')], NOW)).resolves.toEqual([]);
    await expect(confirmPayments(later.policy, ANN, [pay('8')], NOW)).rejects.toMatchObject(REFUSED);
  });

  it('stands if its payee cannot be remembered', async () => {
    const failing = {
      known: {
        unknownOf: async () => [],
        add: async () => {
          throw new Error('throttled');
        },
      },
    };
    const unknown = [{ walletId: '1', payeeId: '9' }];
    await expect(rememberPayees(failing, 'ann', unknown, [pay('9')])).resolves.toBeUndefined();
  });
});

describe('a payee is not new', () => {
  it('who is a wallet of the same user', async () => {
    await expect(confirmPayments(stage().policy, ANN, [pay('2')], NOW)).resolves.toHaveLength(1);
    // Not of the owner, for a member who pays.
    await expect(confirmPayments(stage().policy, MEMBER, [pay('2')], NOW)).rejects.toMatchObject(REFUSED);
    await expect(confirmPayments(stage().policy, MEMBER, [pay('8')], NOW)).resolves.toHaveLength(1);
  });

  it('whom the user has paid before the stage asked', async () => {
    const { policy } = stage({ journal: [transfer()] });
    await expect(confirmPayments(policy, ANN, [pay('9')], NOW)).resolves.toHaveLength(1);
  });

  it('whom a member has paid, for that member', async () => {
    const journal = [transfer({ paidBy: { userId: 'max' } })];
    await expect(confirmPayments(stage({ journal }).policy, MEMBER, [pay('9')], NOW)).resolves.toHaveLength(1);
    await expect(confirmPayments(stage({ journal }).policy, ANN, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
    const ofOwner = stage({ journal: [transfer()] });
    await expect(confirmPayments(ofOwner.policy, MEMBER, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ['was refunded', { refundOf: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
    ['was paid by a key', { paidBy: { userId: 'ann', key: { id: 'k', name: 'Shop' } } }],
    ['was not paid in the end', { status: 'INVALID' }],
    ['has paid the wallet', { fromId: '9', credits: [{ toId: '1', amount: 5n }] }],
  ] as const)('but one that %s alone is', async (_, more) => {
    const { policy } = stage({ journal: [transfer(more)] });
    await expect(confirmPayments(policy, ANN, [pay('9')], NOW)).rejects.toMatchObject(REFUSED);
  });

  it('of a wallet that the user may not pay from: the payment is refused, whomever that wallet has paid', async () => {
    const reads = { userId: 'rea', sessionId: 'session' };
    for (const journal of [[], [transfer()]]) {
      const of = stage({ journal });
      await expect(confirmPayments(of.policy, reads, [pay('9')], NOW)).resolves.toHaveLength(1);
      await expect(confirmPayments(of.policy, ANN, [pay('9', { fromId: '77' })], NOW)).resolves.toHaveLength(1);
      expect(of.reads).not.toContain('journal');
    }
  });
});

describe('a payment to anybody costs', () => {
  it('nothing more where the stage does not ask at new payees', async () => {
    const { policy, reads } = stage({ isOff: true });
    await expect(confirmPayments(policy, ANN, [pay('9')], NOW)).resolves.toEqual([]);
    expect(reads).toEqual([]);
  });

  it('one read of a user without a second factor', async () => {
    const { policy, reads } = stage({ factors: NO_FACTORS });
    await expect(confirmPayments(policy, ANN, [pay('9')], NOW)).resolves.toEqual([]);
    expect(reads).toEqual(['factors']);
  });

  it('one more of a user with one, if the payees are known', async () => {
    const { policy, reads } = stage({ known: [{ walletId: '1', payeeId: '9' }] });
    await expect(confirmPayments(policy, ANN, [pay('9'), pay('9')], NOW)).resolves.toEqual([]);
    expect(reads).toEqual(['factors', 'payees']);
  });

  it('nothing of a key, which has limits of its own', async () => {
    const { policy, reads } = stage();
    await expect(confirmPayments(policy, { userId: 'ann', key: {} }, [pay('9')], NOW)).resolves.toEqual([]);
    expect(reads).toEqual([]);
  });
});

describe('a large payment', () => {
  it('needs a confirmation also to a known payee, and wherever the stage asks', async () => {
    const large = pay('9', { amount: 1_001n });
    const known = stage({ known: [{ walletId: '1', payeeId: '9' }] });
    await expect(confirmPayments(known.policy, ANN, [large], NOW)).rejects.toMatchObject(REFUSED);
    await expect(confirmPayments(stage({ isOff: true }).policy, ANN, [large], NOW)).rejects.toMatchObject(REFUSED);
  });

  it('that repeats an accepted one passes, however long ago the session was confirmed', async () => {
    const repeated = pay('9', { amount: 1_001n, repeats: true });
    for (const isOff of [true, false])
      await expect(confirmPayments(stage({ isOff }).policy, ANN, [repeated], NOW)).resolves.toBeDefined();
  });
});
