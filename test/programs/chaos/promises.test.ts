import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import type { Balance } from '../../../lib/api/wallets.ts';
import type { HoldWrite, TransferRequest } from './orders.ts';
import { checkPromises, type Heard, type Known } from './promises.ts';
import { brokenSchedules } from './scheduled-payments.ts';

const OWNER = { login: 'someone', password: 'secret', token: 'token' };
const PAID = '01M83KTS9D65GMD0FV06T4JC57';
const REFUSED = '01M83KTS9D65GMD0FV06T4JC58';
const OTHER = '01M83KTS9D65GMD0FV06T4JC59';
const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';

const order = (changes: Partial<TransferRequest> = {}): TransferRequest => ({
  kind: 'ordinary',
  payer: { owner: OWNER, walletId: '0', currency: 'XXX' },
  credits: [{ toId: '1', amount: 5n }],
  key: 'order-1',
  senders: 1,
  accepted: new Set([PAID]),
  ...changes,
});
const refused = order({
  kind: 'to a missing wallet',
  credits: [{ toId: '9', amount: 5n }],
  key: 'order-2',
  accepted: new Set([REFUSED]),
});

const transfer = (changes: Partial<TransactionDetail> = {}): TransactionDetail => ({
  wallet_id: '0',
  TxID: PAID,
  amount: '-5',
  ammount: '-5',
  currency: 'XXX',
  status: 'SUCCESSFUL',
  note: 'a note',
  initiated_at: AT,
  from_id: '0',
  to_id: '1',
  timeline: [{ at: AT, status: 'PENDING' }],
  ...changes,
});
const refusedTransfer = transfer({ TxID: REFUSED, status: 'INVALID', to_id: '9' });

const eventOf = ({
  TxID,
  status,
  from_id,
  to_id = '',
  amount,
  captured = amount.slice(1),
}: TransactionDetail): Heard => ({
  TxID,
  status,
  from_id,
  to: [{ to_id, amount: captured }],
  amount: captured,
});

const balance = (wallet_id: string, amount: string, reserved = '0'): Balance => ({
  wallet_id,
  currency: 'XXX',
  balance: amount,
  available: amount,
  reserved,
  last_transaction: null,
});

/** Wallet 0 has paid 5 to wallet 1, and could not pay 5 to a missing wallet. */
function known({
  orders = [order(), refused],
  transfers = [transfer(), refusedTransfer],
  balances = [balance('0', '-5'), balance('1', '5')],
  ...changes
}: Partial<Known> & { orders?: TransferRequest[]; transfers?: TransactionDetail[]; balances?: Balance[] } = {}): Known {
  return {
    clients: { orders, surprises: [], responses: 2 },
    observer: { statusChanges: [], statusesCompared: 2, wrongBalances: [], balancesSeen: 2, surprises: [] },
    evidence: {
      balances: new Map(balances.map((one) => [one.wallet_id, one])),
      lists: new Map([
        ['0', transfers],
        ['1', [transfer({ wallet_id: '1', amount: '+5' })]],
      ]),
      transfers: new Map(transfers.map((one) => [one.TxID, one])),
    },
    audit: {
      balanced: true,
      wallets: 2,
      transfers: transfers.length,
      open: 0,
      sumAtRest: '0',
      inMotion: [],
      findings: [],
    },
    sweeps: 1,
    currencies: new Map(balances.map((one) => [one.wallet_id, 'XXX'])),
    events: { heard: transfers.map(eventOf), forgeries: [] },
    unexpectedExits: [],
    ...changes,
  };
}

/** The promises that are reported as broken, by their first words. */
const broken = (facts: Known) =>
  checkPromises(facts)
    .filter((checked) => checked.broken.length > 0)
    .map(({ promise }) => promise.split(' ').slice(0, 4).join(' '));

const EXISTS = 'every accepted transfer exists';
const ONE_A_KEY = 'every request with an';
const ORDERED = 'no two requests make';
const FINAL = 'every transfer is final';
const IMPOSSIBLE = 'an impossible transfer never';
const SUM = 'the sum of all';
const HELD = 'no wallet has a';
const REPLAY = 'every balance is the';
const PUBLISHED = 'every final transfer is';
const TOLD = 'every final transfer and';
const TYPES = ['transfer.final', 'statement.posted'];

/** The webhook of the owner of wallet 1, which has heard of these types. */
const toldTo = (types: readonly string[]) => ({
  wallets: new Set(['1']),
  heard: types.map((type) => ({ type, wallet: '1', TxID: transfer().TxID })),
  forgeries: [],
});
const AUDIT = 'the books balance, every';

const SPLIT = 'a split happens for';
const ENDS = 'a held payment ends';
const TAKES_NOTHING = { status: 'INVALID', note: "the payee's wallet takes no money" } as const;

/** Wallet 0 has paid 2 to wallet 1 and 3 to wallet 2, and wallet 2 does not have them. */
function halfSplit(): Known {
  const credits = [
    { toId: '1', amount: 2n },
    { toId: '2', amount: 3n },
  ];
  const to = credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() }));
  const { to_id: _, ...ofPayer } = transfer();
  const split = { ...ofPayer, to };
  const facts = known({ transfers: [split], orders: [order({ credits })], balances: [] });
  const heard = [{ ...eventOf(split), to }];
  const lists = new Map([
    ['0', [split]],
    ['1', [transfer({ wallet_id: '1', amount: '+2' })]],
    ['2', []],
  ]);
  return { ...facts, evidence: { ...facts.evidence, lists }, events: { heard, forgeries: [] } };
}

/** Wallet 0 holds 5 for wallet 1, whose owner has asked for these writes. */
function heldPayment(
  end: Partial<TransactionDetail>,
  writes: readonly HoldWrite[],
  { reserved = '0', isNotHeld = false } = {},
): Known {
  const payee = { owner: OWNER, walletId: '1', currency: 'XXX' };
  const held = { payee, expiresAt: LATER, writes, afterMs: 0, accepted: new Set(writes), isNotHeld };
  const one = transfer({ TxID: OTHER, authorised_at: AT, expires_at: LATER, ...end });
  const moved = one.status === 'SUCCESSFUL' ? BigInt(one.captured ?? '5') : 0n;
  const facts = known({
    orders: [order(), order({ kind: 'held', held, key: 'order-2', accepted: new Set([OTHER]) })],
    transfers: [transfer(), one],
    balances: [balance('0', String(-5n - moved), reserved), balance('1', String(5n + moved))],
  });
  const credits = [{ amount: '+5' }, { status: one.status, amount: `+${one.captured ?? '5'}` }];
  const lists = new Map([
    ['0', [transfer(), one]],
    ['1', credits.map((credit) => transfer({ wallet_id: '1', ...credit }))],
  ]);
  const heard = [transfer(), ...(one.status === 'PROCESSING' ? [] : [one])].map(eventOf);
  return { ...facts, evidence: { ...facts.evidence, lists }, events: { heard, forgeries: [] } };
}

describe('the promises of a chaos run', () => {
  it.each<[string, Known]>([
    ['is held until later', heldPayment({ status: 'PROCESSING', note: 'authorised' }, [], { reserved: '5' })],
    ['is captured in part', heldPayment({ captured: '3' }, [{ capture: 3n }])],
    ['is voided', heldPayment({ status: 'FAILED', note: 'voided by the payee' }, ['void'])],
    [
      'has expired',
      heldPayment({ status: 'FAILED', note: 'authorisation expired', timeline: [{ at: LATER, decision: 'ABORT' }] }, [
        { capture: 5n },
      ]),
    ],
    ['is voided after its payee took no money', heldPayment(TAKES_NOTHING, [{ capture: 5n }], { isNotHeld: true })],
  ])('hold if a held payment %s', (_, facts) => {
    expect(broken(facts)).toEqual([]);
  });

  it('hold for a consistent run', () => {
    expect(broken(known())).toEqual([]);
  });

  const without = transfer({ TxID: OTHER, to_id: '9', status: 'FAILED' });
  it.each<[string, Known, string[]]>([
    ['an accepted transfer is missing', known({ transfers: [transfer()] }), [EXISTS]],
    [
      'an accepted transfer differs from its request',
      known({ orders: [order({ credits: [{ toId: '1', amount: 6n }] }), refused] }),
      [EXISTS],
    ],
    [
      'a key made two transfers',
      known({ orders: [order({ accepted: new Set([PAID, REFUSED]) })] }),
      [EXISTS, ONE_A_KEY],
    ],
    [
      'a request with a key has no response',
      known({ orders: [order(), refused, order({ accepted: new Set(), key: 'order-3' })] }),
      [ONE_A_KEY],
    ],
    ['two requests got one transfer', known({ orders: [order(), order({ key: 'order-3' }), refused] }), [ORDERED]],
    ['a transfer was not requested', known({ transfers: [transfer(), refusedTransfer, without] }), [ORDERED]],
    ['two sweeps were not enough', known({ sweeps: undefined }), [FINAL]],
    [
      'a transfer is not final',
      known({ transfers: [transfer(), { ...refusedTransfer, status: 'PROCESSING' }] }),
      [FINAL],
    ],
    [
      'a transfer to a missing wallet succeeded',
      known({
        transfers: [transfer(), { ...refusedTransfer, status: 'SUCCESSFUL' }],
        balances: [balance('0', '-10'), balance('1', '5')],
      }),
      [IMPOSSIBLE, SUM],
    ],
    ['money was made', known({ balances: [balance('0', '-5'), balance('1', '6')] }), [SUM, REPLAY]],
    ['balances are exchanged between wallets', known({ balances: [balance('0', '5'), balance('1', '-5')] }), [REPLAY]],
    ['a wallet has a hold', known({ balances: [balance('0', '-5', '5'), balance('1', '5')] }), [HELD]],
    [
      'the audit has a finding',
      known({ audit: { ...known().audit, findings: [{ kind: 'x', detail: 'y' }] } }),
      [AUDIT],
    ],
    ['the journal has more transfers', known({ audit: { ...known().audit, transfers: 3 } }), [AUDIT]],
    ['a final transfer has no event', known({ events: { heard: [eventOf(transfer())], forgeries: [] } }), [PUBLISHED]],
    [
      'an event has another final status',
      known({
        events: {
          heard: [transfer(), transfer({ TxID: REFUSED, status: 'FAILED', to_id: '9' })].map(eventOf),
          forgeries: [],
        },
      }),
      [PUBLISHED],
    ],
    [
      'an event has no transfer',
      known({ events: { heard: [transfer(), refusedTransfer, without].map(eventOf), forgeries: [] } }),
      [PUBLISHED],
    ],
    [
      'an event has no valid signature',
      known({ events: { heard: [transfer(), refusedTransfer].map(eventOf), forgeries: ['x'] } }),
      [PUBLISHED],
    ],
    ['the webhook of a user has not heard of an entry', known({ userListener: toldTo(['transfer.final']) }), [TOLD]],
    [
      'the webhook of a user has heard of a stranger',
      known({ userListener: toldTo([...TYPES, 'wallet.opened']) }),
      [TOLD],
    ],
    ['a payee of a split has nothing', halfSplit(), [SPLIT]],
    ['a held payment moved what was not asked for', heldPayment({ captured: '3' }, [{ capture: 2n }]), [ENDS]],
    ['a capture is for more than was held', heldPayment({ captured: '6' }, [{ capture: 6n }]), [ENDS]],
    ['a voided payment is captured', heldPayment({}, [{ capture: 5n }, 'void']), [ENDS]],
    ['a payment is voided unasked', heldPayment({ status: 'FAILED', note: 'voided by the payee' }, []), [ENDS]],
    [
      'a payment expires before its time',
      heldPayment({ status: 'FAILED', note: 'authorisation expired', timeline: [{ at: AT, decision: 'ABORT' }] }, []),
      [ENDS],
    ],
    ['an accepted capture finds nothing held', heldPayment({}, [{ capture: 5n }], { isNotHeld: true }), [ENDS]],
    ['a held payment leaves nothing held', heldPayment({ status: 'PROCESSING', note: 'authorised' }, []), [HELD]],
    ['a process exited', known({ unexpectedExits: ['cloud exited'] }), ['no process exits unless']],
  ])('are broken if %s', (_, facts, expected) => {
    expect(broken(facts)).toEqual(expected);
  });

  it('do not report a request without key and response as broken', () => {
    const unanswered = order({
      kind: 'to a missing wallet',
      credits: [{ toId: '9', amount: 5n }],
      key: undefined,
      accepted: new Set(),
    });
    const transfers = [transfer(), refusedTransfer, without];
    expect(broken(known({ orders: [order(), refused, unanswered], transfers }))).toEqual([]);
  });
});

describe('A scheduled payment', () => {
  const scheduled = { ...order({ kind: 'scheduled' }), scheduleId: 's1', dueAt: Date.parse(AT), isCancelled: false };
  const paid = transfer({ schedule_id: 's1' });
  const brokenBy = (changes: Partial<typeof scheduled>, ...transfers: TransactionDetail[]) =>
    brokenSchedules([{ ...scheduled, ...changes }], new Map(transfers.map((one) => [one.TxID, one])));

  it('that happens once is as promised', () => {
    expect(brokenBy({}, paid)).toEqual([]);
    expect(brokenBy({ isCancelled: true, accepted: new Set() }, transfer())).toEqual([]);
  });

  it.each([
    ['is lost', brokenBy({}, transfer())],
    ['happens twice', brokenBy({}, paid, { ...paid, TxID: OTHER })],
    ['happens although it is cancelled', brokenBy({ isCancelled: true }, paid)],
    ['happens too early', brokenBy({ dueAt: Date.parse(LATER) }, paid)],
    ['pays another amount', brokenBy({}, { ...paid, amount: '-6' })],
    ['is missing in its schedule', brokenBy({ accepted: new Set() }, paid)],
  ])('that %s breaks the promise', (_what, broken) => {
    expect(broken).toHaveLength(1);
  });
});
