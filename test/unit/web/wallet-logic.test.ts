import { ERRORS } from '../../../lib/domain/errors.ts';
import { WalletId } from '../../../lib/domain/wallet-id.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { createFormat } from '../../../lib/web/ui/format.ts';
import { toLocalInput } from '../../../lib/web/ui/local-time.ts';
import {
  addressAfterLogin,
  addresses,
  isReadable,
  loginAddress,
  payAddress,
} from '../../../lib/web/wallet/addresses.ts';
import { captureOf } from '../../../lib/web/wallet/holds/capture-amount.ts';
import {
  checkedPayment,
  filledBy,
  holdRange,
  isShort,
  payFormOf,
  typedTotal,
  usualHoldUntil,
  withChange,
  withOneMore,
  without,
} from '../../../lib/web/wallet/pay/form.ts';
import type { PaidTo } from '../../../lib/web/wallet/payment.ts';
import { sessionIn } from '../../../lib/web/wallet/stored-session.ts';
import { amountsOf } from '../../../lib/web/wallet/transfer/authorised-amounts.ts';
import { proposeWalletId } from '../../../lib/web/wallet/wallets/propose.ts';
import { createQueue } from '../../../lib/web/wallet/wallets/queue.ts';
import { afterEvent, NO_PAGES, type PagesEvent, unopened } from '../../../lib/web/wallet/wallets/wallet-pages.ts';

const ORIGIN = 'https://wallet.example';
const format = createFormat({ locales: ['en'] });

describe('A login', () => {
  it('leads back to the view that asked for it, with its query', () => {
    const view = `${addresses.pay}?to=42&amount=250`;
    const link = new URL(loginAddress(view), ORIGIN);
    expect(addressAfterLogin(link.searchParams.get('next') ?? undefined, ORIGIN)).toBe(view);
  });

  it.each([
    undefined,
    '',
    'https://evil.example/app',
    '//evil.example/app',
    '/\\evil.example/app',
    'javascript:alert(1)',
    '/application',
    '/api/user/wallets',
    '/app/../docs',
    '/app/login?next=/app/login',
    '/app/register',
    'http://[',
  ])('leads to the wallets after the next address %j', (next) => {
    expect(addressAfterLogin(next, ORIGIN)).toBe('/app');
  });
});

describe('A stored session', () => {
  const session = { login: 'ann', token: 'eyJ', expiresAt: '2026-11-23T10:00:00.000Z' };
  const before = Date.parse(session.expiresAt) - 1;

  it('is used until it expires, and then only its login', () => {
    expect(sessionIn(JSON.stringify(session), before)).toEqual(session);
    expect(sessionIn(JSON.stringify(session), before + 1)).toEqual({ login: 'ann' });
  });

  it.each([null, '', '{', 'null', '[]', '7', '{"login":7}', '{"token":"eyJ"}'])(
    'is none if the storage has %j',
    (text) => {
      expect(sessionIn(text, before)).toBeUndefined();
    },
  );

  it.each([
    '{"login":"ann","token":7,"expiresAt":"2026-11-23T10:00:00Z"}',
    '{"login":"ann","token":"eyJ","expiresAt":"x"}',
  ])('is a login alone if the storage has %s', (text) => {
    expect(sessionIn(text, before)).toEqual({ login: 'ann' });
  });
});

describe('The form of a payment', () => {
  const NOW = Date.parse('2026-11-23T10:00:00.500Z');
  const form = { from: '41', payees: [{ to: ' 42 ', amount: '1,250' }], reference: '', note: '' };

  it('is checked with the amount as the person writes it', () => {
    expect(checkedPayment(form, format, { now: NOW })).toEqual({
      payment: { ...form, payees: [{ to: '42', amount: '1250' }] },
    });
    expect(typedTotal(form, format)).toBe('1250');
  });

  it('names the rule of every field that is broken', () => {
    const payees = [
      { to: '4x', amount: '1.5' },
      { to: '43', amount: '' },
      { to: '43', amount: '1' },
    ];
    const checked = checkedPayment({ from: '', payees, reference: ' x', note: '' }, format, { now: NOW });
    expect(checked).toEqual({
      broken: {
        from: 'is required',
        'to.0': 'must be 1 to 512 digits',
        'amount.1': 'is required',
        'to.2': 'must not be the same wallet as another payee',
        'amount.0': 'must be a whole number of minor units, without a fraction',
        reference: 'must not begin or end with space',
      },
    });
  });

  it('holds the money first until a time of at most 30 days, and never for several payees', () => {
    const DAY_MS = 86_400_000;
    const held = (holdUntil: string | undefined, payees = form.payees) =>
      checkedPayment({ ...form, payees, holdUntil }, format, { now: NOW });
    const local = (ms: number) => toLocalInput(new Date(ms).toISOString());
    const usual = usualHoldUntil(NOW);
    expect(held(usual)).toMatchObject({ payment: { holdUntil: '2026-11-30T10:01:00.000Z' } });
    expect(held(undefined)).toMatchObject({ payment: { holdUntil: undefined } });
    expect(held('')).toEqual({ broken: { holdUntil: 'is required' } });
    const { min, max } = holdRange(NOW);
    for (const good of [min, max]) expect(held(good)).toHaveProperty('payment');
    for (const bad of [NOW - 1_000, NOW + 30 * DAY_MS + 60_000])
      expect(held(local(bad))).toEqual({
        broken: { holdUntil: 'must be in the future, and at most 30 days from now' },
      });
    const two = [...form.payees, { to: '43', amount: '1' }];
    expect(held(usual, two)).toMatchObject({ payment: { holdUntil: undefined } });
  });

  it('has 1 to 10 payees, and a total once each amount can be read', () => {
    const [bob, eve] = [
      { to: '42', amount: '1,250' },
      { to: '43', amount: '7' },
    ];
    const more = Array.from({ length: 12 }).reduce<readonly PaidTo[]>(withOneMore, [bob]);
    expect(more).toHaveLength(10);
    expect([without([bob, eve], 0), without([bob], 0)]).toEqual([[eve], [bob]]);
    expect(withChange([bob, eve], 1, { amount: '8' })).toEqual([bob, { to: '43', amount: '8' }]);
    expect(typedTotal({ ...form, payees: [bob, eve] }, format)).toBe('1257');
    expect(typedTotal({ ...form, payees: [bob, { ...eve, amount: 'x' }] }, format)).toBeUndefined();
  });

  it('is the same after a reload, and takes what the version before stored', () => {
    const texts = (stored: Record<string, unknown>) => (member: string) => {
      const text = stored[member] ?? '';
      return typeof text === 'string' ? text : JSON.stringify(text);
    };
    const metadata = [{ key: 'order', value: '6735' }];
    const split = { ...form, payees: [...form.payees, { to: '', amount: '' }], metadata };
    expect(payFormOf(texts(split))).toEqual(split);
    const held = { ...form, holdUntil: '2026-11-30T10:01' };
    expect(payFormOf(texts(held))).toMatchObject(held);
    expect(payFormOf(texts({ from: '41', to: '42', amount: '5' }))).toMatchObject({
      payees: [{ to: '42', amount: '5' }],
    });
    for (const payees of ['[', '[]', '7', 'null']) {
      expect(payFormOf(texts({ payees }))).toMatchObject({ payees: [{ to: '', amount: '' }] });
    }
  });

  it('is filled by a link with its amount in the format of the person', () => {
    const { search } = new URL(payAddress({ from: '41', to: '42', amount: '1250', note: 'rent & heat' }), ORIGIN);
    const filled = { from: '41', payees: [{ to: '42', amount: '1,250' }], note: 'rent & heat' };
    expect(filledBy(search, format)).toEqual({ filled, broken: {}, isRequest: true });
  });

  it('is filled by nothing if the address has nothing', () => {
    expect(filledBy('?utm_source=mail', format)).toBeUndefined();
  });

  it('is filled with the good parts of a link, and names the rules of the others', () => {
    const found = filledBy('?to=42&amount=-1&from=x', format);
    expect(found?.filled).toEqual({ payees: [{ to: '42', amount: '' }] });
    expect(Object.keys(found?.broken ?? {})).toEqual(['amount']);
  });
});

describe('A held payment', () => {
  const HELD = { amount: '1250', currency: 'XXX' };
  it('is captured whole or in part, and never more', () => {
    expect(captureOf('1,250', HELD, format)).toEqual({ amount: '1250' });
    expect(captureOf('7', HELD, format)).toEqual({ amount: '7' });
    expect(captureOf('1,251', HELD, format)).toEqual({ rule: 'must be at most what is held' });
    for (const typed of ['', '0', '1.5', 'x']) expect(captureOf(typed, HELD, format)).toHaveProperty('rule');
  });

  it('says what was authorised, captured and given back, as far as its side knows', () => {
    const payer = { amount: '-50', wallet_id: '41', from_id: '41' } as const;
    const payee = { wallet_id: '42', from_id: '41' } as const;
    expect(amountsOf({ ...payer, status: 'PROCESSING' })).toEqual({ authorised: '50' });
    expect(amountsOf({ ...payer, status: 'SUCCESSFUL' })).toEqual({ authorised: '50', captured: '50' });
    expect(amountsOf({ ...payer, status: 'SUCCESSFUL', captured: '30' })).toEqual({
      authorised: '50',
      captured: '30',
      back: '20',
    });
    expect(amountsOf({ ...payee, status: 'SUCCESSFUL', amount: '+30' })).toEqual({ captured: '30' });
    expect(amountsOf({ ...payee, status: 'FAILED', amount: '+50' })).toEqual({ authorised: '50', back: '50' });
  });
});

describe('A wallet', () => {
  it.each([
    ['100', '100', false],
    ['99', '100', true],
    ['0', '1', true],
    ['-5', '1', false],
    ['9007199254740992', '9007199254740993', true],
  ])('with %s available is short of %s: %s', (available, amount, short) => {
    expect(isShort(available, amount)).toBe(short);
  });
});

describe('A proposed number of a wallet', () => {
  it('is one of 12 digits without a zero in front, whatever the random numbers are', () => {
    for (const random of [0, 0.5, 0.999]) {
      const id = proposeWalletId((end) => Math.floor(random * end));
      expect(id).toMatch(/^[1-9][0-9]{11}$/);
      expect(WalletId.safeParse(id).success).toBe(true);
    }
  });
});

describe('A queue', () => {
  it('runs so many tasks at a time, in their order, and goes on after one that fails', async () => {
    const queued = createQueue(2);
    const started: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
    const results = gates.map(({ promise }, index) =>
      queued(() => {
        started.push(index);
        return promise;
      }),
    );
    const settled = Promise.allSettled(results);
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    gates[1]?.reject(new Error('no'));
    await results[1]?.catch(() => undefined);
    await new Promise(setImmediate);
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve(7);
    await settled;
    expect(started).toEqual([0, 1, 2, 3]);
  });
});

describe('The words of a problem', () => {
  it('are about codes that the API has, or the page itself', () => {
    const own = ['unreachable', 'timeout', 'unexpected_answer', 'passkey_refused'];
    expect(Object.keys(PROBLEMS).filter((code) => !(code in ERRORS) && !own.includes(code))).toEqual([]);
  });
});

describe('An address', () => {
  it('that cannot be decoded is seen before a router tries to', () => {
    expect(isReadable('/app/wallets/%E0%A4%A')).toBe(false);
    expect(isReadable(addresses.wallet('half a pair \ud800'))).toBe(true);
  });
});

describe('The list of wallets', () => {
  const wallet = (wallet_id: string, status: 'CREATING' | 'ACTIVE' = 'ACTIVE') => ({
    wallet_id,
    status,
    currency: 'XXX',
    created_at: '',
  });
  const pagesAfter = (...events: readonly PagesEvent[]) => events.reduce(afterEvent, NO_PAGES);
  const first = { kind: 'read', cursor: '', wallets: [wallet('1'), wallet('2', 'CREATING')], next: 'two' } as const;
  const second = { kind: 'read', cursor: 'two', wallets: [wallet('3')], next: undefined } as const;

  it('asks again for the pages with a wallet that is being opened, until it is open', () => {
    const read = pagesAfter(first, { kind: 'more' }, second);
    expect(unopened(read)).toEqual(['']);
    const opened = afterEvent(read, { kind: 'again', cursor: '', wallets: [wallet('0'), wallet('1'), wallet('2')] });
    expect(unopened(opened)).toEqual([]);
    // A wallet that was opened elsewhere does not push another one out of the page.
    expect(opened.pages.map(({ wallets }) => wallets.map(({ wallet_id }) => wallet_id))).toEqual([['1', '2'], ['3']]);
  });

  it('does not lose the page that is being read while it asks again', () => {
    const reading = pagesAfter(first, { kind: 'more' }, { kind: 'again', cursor: '', wallets: [wallet('2')] });
    expect(reading).toMatchObject({ reading: 'two', next: 'two', pages: [{ cursor: '' }] });
  });
});
