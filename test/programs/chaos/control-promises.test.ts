import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import type { WalletControls } from '../../../lib/api/wallet-controls.ts';
import type { Balance } from '../../../lib/api/wallets.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Controller, ControlsChange } from '../../../lib/domain/wallet-controls.ts';
import { checkControls, type KnownControls } from './control-promises.ts';
import { ControlSettings } from './control-settings.ts';
import { checkCurrencies } from './currency-promises.ts';
import type { Evidence } from './evidence.ts';
import type { TransferRequest } from './orders.ts';

/** The time of a test, in seconds of one day. */
const at = (seconds: number) => Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();
const TX = '01M83KTS9D65GMD0FV06T4JC57';

/** Wallet 0 pays 5 to wallet 1 between the seconds 10 and 11. */
const payment = (changes: Partial<TransactionDetail> = {}): TransactionDetail => ({
  wallet_id: '0',
  TxID: TX,
  amount: '-5',
  ammount: '-5',
  currency: 'XXX',
  status: 'SUCCESSFUL',
  note: NOTES.SUCCESSFUL,
  initiated_at: iso(10),
  from_id: '0',
  to_id: '1',
  timeline: [{ at: iso(11), decision: 'COMMIT' }],
  ...changes,
});
const refused = (note: string) => payment({ status: 'INVALID', note, timeline: [{ at: iso(11), decision: 'ABORT' }] });
const shown = (wallet_id: string, changes: Partial<WalletControls> = {}): WalletControls => ({
  wallet_id,
  currency: 'XXX',
  frozen: null,
  frozen_at: null,
  operator_frozen: null,
  operator_frozen_at: null,
  closed_at: null,
  approval_above: null,
  minimum_balance: null,
  max_payment: null,
  max_per_day: null,
  left_today: null,
  limits_by: 'owner',
  ...changes,
});

type Set = readonly [by: Controller, change: ControlsChange, asked: number, answered?: number, wallet?: string];

interface Facts extends Partial<Pick<KnownControls, 'limited' | 'closings' | 'reads' | 'statements'>> {
  readonly set?: readonly Set[];
  readonly shown?: Partial<WalletControls>;
  readonly transfer?: TransactionDetail;
  readonly balance?: string;
}

/** The promises that are broken, by their first words. */
function broken({ set = [], transfer = payment(), balance = '95', ...facts }: Facts): string[] {
  const settings = new ControlSettings();
  for (const [by, change, asked, answered = asked + 1, wallet = '0'] of set) {
    settings.asked(wallet, by, change, at(asked))(answered === Infinity ? Infinity : at(answered));
  }
  const money = { wallet_id: '0', currency: 'XXX', balance, available: balance, reserved: '0', last_transaction: null };
  const evidence: Evidence = {
    balances: new Map<string, Balance>([['0', money]]),
    lists: new Map(),
    transfers: new Map([[transfer.TxID, transfer]]),
  };
  const known: KnownControls = {
    settings,
    limited: [],
    closings: [],
    reads: [],
    statements: new Map(),
    began: at(0),
    ended: at(100),
    ...facts,
    controls: new Map(['0', '1'].map((wallet) => [wallet, shown(wallet, wallet === '0' ? facts.shown : {})])),
  };
  return checkControls(known, evidence)
    .filter((checked) => checked.broken.length > 0)
    .map(({ promise }) => promise.split(' ').slice(0, 5).join(' '));
}

const FROZEN = 'no wallet pays or receives';
const PAYMENT = 'no payment takes more than';
const MINIMUM = 'no payment takes a wallet';
const DAY = 'the payments of a day';
const LEFT = 'what a limit of a';
const WITHOUT = 'a freeze or a limit';
const LAST = 'each freeze and limit is';
const CLOSED = 'a closed wallet has no';

const frozen = (...more: readonly [asked: number, answered?: number]): Set => ['owner', { frozen: 'debits' }, ...more];
const thawed = (asked: number): Set => ['owner', { frozen: null }, asked];
const entry = (amount: string, posted_at = iso(11)) => ({
  ...{ wallet_id: '0', seq: 1, TxID: TX, balance: '0', hash: 'x' },
  amount,
  posted_at,
});
const money = (asked: number, available: bigint) => ({
  ...{ walletId: '0', asked: at(asked), answered: at(asked + 1), available },
});
const dayLimit = (limit: bigint, asked = 1): Set => ['operator', { maxPerDay: limit }, asked];
const closing = { walletId: '0', asked: at(1), answered: at(2) };
const EMPTY = { balance: '0', shown: { closed_at: iso(2) } };

describe('the promises of freezes, limits and closing', () => {
  it.each<[string, Facts]>([
    ['a payment before a freeze', { set: [frozen(12), thawed(20)] }],
    ['a payment that may have come before the freeze', { set: [frozen(9, 10), thawed(20)] }],
    ['a payment after a freeze', { set: [frozen(1), thawed(8)] }],
    ['a payment out of a wallet that receives nothing', { set: [['owner', { frozen: 'credits' }, 1], thawed(20)] }],
    ['a payment that a freeze refuses', { set: [frozen(1), thawed(20)], transfer: refused(NOTES.frozen) }],
    [
      'a payment that a freeze refuses whose request came before, and its response after it',
      { set: [frozen(10, 30), thawed(31)], transfer: refused(NOTES.frozen) },
    ],
    [
      'a limit of a day with its payment',
      {
        set: [dayLimit(5n)],
        limited: ['0'],
        shown: { max_per_day: '5', left_today: '0', limits_by: 'operator' },
        statements: new Map([['0', [entry('-5')]]]),
      },
    ],
    [
      'a limit of a day that is lowered below what the day has taken',
      {
        set: [dayLimit(5n), dayLimit(3n, 20)],
        limited: ['0'],
        shown: { max_per_day: '3', left_today: '0', limits_by: 'operator' },
        statements: new Map([['0', [entry('-5')]]]),
      },
    ],
    ['a wallet that is closed after its payment', { ...EMPTY, closings: [{ ...closing, answered: at(12) }] }],
    [
      'money that falls to the minimum, and then below it by another one',
      {
        set: [
          ['owner', { minimum: 10n }, 1],
          ['owner', { minimum: 50n }, 20],
        ],
        shown: { minimum_balance: '50' },
        reads: [money(5, 30n), money(12, 10n), money(30, 10n)],
      },
    ],
  ])('hold for %s', (_, facts) => {
    expect(broken(facts)).toEqual([]);
  });

  it.each<[string, Facts, string[]]>([
    ['a wallet pays while it is frozen', { set: [frozen(1), thawed(20)] }, [FROZEN]],
    [
      'an operator has frozen it, and its owner thaws it',
      { set: [['operator', { frozen: 'all' }, 1], thawed(5), ['operator', { frozen: null }, 20]] },
      [FROZEN],
    ],
    [
      'a wallet receives while it is frozen',
      {
        set: [
          ['owner', { frozen: 'credits' }, 1, 2, '1'],
          ['owner', { frozen: null }, 20, 21, '1'],
        ],
      },
      [FROZEN],
    ],
    [
      'a payment is more than the limit of one',
      { set: [['owner', { maxPayment: 4n }, 1]], shown: { max_payment: '4' } },
      [PAYMENT],
    ],
    [
      'a payment takes the wallet below its minimum',
      {
        set: [['owner', { minimum: 10n }, 1]],
        shown: { minimum_balance: '10' },
        reads: [money(5, 12n), money(12, 7n)],
      },
      [MINIMUM],
    ],
    [
      'the payments of a day take more than its limit',
      {
        set: [dayLimit(4n)],
        limited: ['0'],
        shown: { max_per_day: '4', left_today: '0' },
        statements: new Map([['0', [entry('-5')]]]),
      },
      [DAY],
    ],
    [
      'a payment counts twice in its day',
      {
        set: [dayLimit(20n)],
        limited: ['0'],
        shown: { max_per_day: '20', left_today: '10' },
        statements: new Map([['0', [entry('-5')]]]),
      },
      [LEFT],
    ],
    ['a freeze refuses that there was not', { transfer: refused(NOTES.frozen) }, [WITHOUT]],
    ['a thawed freeze refuses', { set: [frozen(1), thawed(5)], transfer: refused(NOTES.frozen) }, [WITHOUT]],
    ['a limit refuses less', { transfer: refused(NOTES.abovePayment) }, [WITHOUT]],
    ['a payee refuses whose wallet is not frozen', { transfer: refused(NOTES.payeeTakesNothing) }, [WITHOUT]],
    [
      'a late message has frozen the wallet again',
      { set: [frozen(12), thawed(20)], shown: { frozen: 'debits' } },
      [LAST],
    ],
    ['a freeze is lost', { set: [frozen(12)] }, [LAST]],
    ['a closed wallet has money', { ...EMPTY, balance: '1', closings: [{ ...closing, answered: at(12) }] }, [CLOSED]],
    ['a closed wallet pays', { ...EMPTY, closings: [closing] }, [CLOSED]],
    ['a closed wallet is open again', { balance: '0', closings: [{ ...closing, answered: at(12) }] }, [CLOSED]],
  ])('are broken if %s', (_, facts, expected) => {
    expect(broken(facts)).toEqual(expected);
  });
});

describe('the promises of currencies', () => {
  const currencies = new Map([
    ['0', 'XXX'],
    ['1', 'EUR'],
    ['2', 'EUR'],
  ]);
  const account = (walletId: string, currency: string) => ({
    owner: { login: '', password: '', token: '' },
    walletId,
    currency,
  });
  const order = (kind: TransferRequest['kind']): TransferRequest => ({
    ...{ kind, payer: account('0', 'XXX'), credits: [], key: 'x', senders: 1 },
    accepted: new Set([TX]),
  });
  const brokenBy = (transfer: TransactionDetail, balances: readonly [string, string, string][] = []) =>
    checkCurrencies(
      {
        transfers: new Map([[TX, transfer]]),
        balances: new Map(
          balances.map(([wallet_id, balance, currency]) => [
            wallet_id,
            { wallet_id, balance, currency, available: balance, reserved: '0', last_transaction: null },
          ]),
        ),
      },
      [order('between currencies')],
      currencies,
    ).flatMap((checked) => checked.broken);

  it('hold for a refused transfer, and for sums of zero', () => {
    expect(
      brokenBy(refused(NOTES.otherCurrency), [
        ['1', '-5', 'EUR'],
        ['2', '5', 'EUR'],
        ['0', '0', 'XXX'],
      ]),
    ).toEqual([]);
    expect(brokenBy(payment({ status: 'FAILED', note: NOTES.limitExceeded }))).toEqual([]);
  });

  it('are broken by a transfer that happens between two, and by one that fails for another reason', () => {
    expect(brokenBy(payment())).toHaveLength(2);
    expect(brokenBy(payment({ status: 'FAILED', note: NOTES.refused }))).toHaveLength(1);
  });

  it('are broken by sums that are zero only together, and by a wallet with another currency', () => {
    expect(
      brokenBy(refused(NOTES.otherCurrency), [
        ['0', '-5', 'XXX'],
        ['1', '5', 'EUR'],
      ]),
    ).toEqual(['-5 XXX', '5 EUR']);
    expect(brokenBy(refused(NOTES.otherCurrency), [['1', '0', 'XXX']])).toEqual(['wallet 1 is in XXX']);
  });
});
