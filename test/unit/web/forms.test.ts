import fc from 'fast-check';
import type * as z from 'zod/mini';
import { transferListQuery } from '../../../lib/api/transfer-list.ts';
import { doTransaction } from '../../../lib/api/transfers.ts';
import { brokenPasswordRule } from '../../../lib/auth/password-rules.ts';
import { Amount } from '../../../lib/domain/amount.ts';
import { Login, NewLogin, NewPassword, Password } from '../../../lib/domain/credentials.ts';
import { MAX_METADATA_BYTES } from '../../../lib/domain/metadata.ts';
import { NewMetadata } from '../../../lib/domain/metadata-rules.ts';
import { MAX_METADATA_KEYS } from '../../../lib/domain/text-pattern.ts';
import { Status } from '../../../lib/domain/transfer.ts';
import { PayerNote, Reference } from '../../../lib/domain/transfer-texts.ts';
import { isVisible as isVisibleToTheApi } from '../../../lib/domain/visible-text.ts';
import { WalletId } from '../../../lib/domain/wallet-id.ts';
import { WalletName } from '../../../lib/domain/wallet-label-rules.ts';
import { requestOf } from '../../../lib/web/wallet/actions.ts';
import { addressAfterLogin, loginAddress } from '../../../lib/web/wallet/addresses.ts';
import { brokenCredentials, CHECKS } from '../../../lib/web/wallet/field-rules.ts';
import { apiQuery, type ListFilters, readFilters, STATUSES, searchOf } from '../../../lib/web/wallet/filters.ts';
import {
  brokenRows,
  changeOf,
  MAX_BYTES,
  MAX_ROWS,
  metadataOf,
  rowsOf,
} from '../../../lib/web/wallet/metadata-rows.ts';
import { brokenRules, MAX_PAYEES, type Payment } from '../../../lib/web/wallet/payment.ts';
import { readRequest, requestLink } from '../../../lib/web/wallet/request-link.ts';
import { isVisible } from '../../../lib/web/wallet/visible.ts';

/** Texts at the edges of every rule. The empty one is left out: forms know whether it is required. */
const TEXTS = [
  ...['a', 'ab', 'abc', 'ann', 'Ann', ' ann', 'ann ', 'an n', '\u00a0ann', 'ann\ufeff', ' ', 'Анна', '😀😀', '😀😀😀'],
  ...[63, 64, 65, 72, 73, 256, 257].flatMap((length) => ['a'.repeat(length), '😀'.repeat(length)]),
  ...['ﷺ'.repeat(8), 'ﷺ'.repeat(12), 'ﬀ'.repeat(64), 'é'.repeat(64).normalize('NFD'), '\u{1d160}'.repeat(22)],
  ...[
    'é'.repeat(37),
    'é'.repeat(36),
    'ab\u0000cdefgh',
    'ab\ncdefgh',
    'ab\u0085cdefgh',
    'abc\ud800defg',
    'abcdefgh\ufffd',
  ],
  ...[
    'ab\u200bcd',
    'ab\u202ecdefgh',
    '👨‍👩‍👧‍👦 and',
    'می‌خواهم',
    'ᠮᠣᠩᠭᠣᠯ᠋',
    '葛\u{e0100}城市',
    '1️⃣1️⃣',
    'a\ufe0fbcdefgh',
    'می\u200c',
  ],
  ...['0', '00', '007', '1', '41', '-1', '+1', '1.5', '1e3', '0x10', '１', ' 1', '1\n', '1 000', '1,000'],
  ...[18, 19, 512, 513].flatMap((length) => ['1'.repeat(length), `0${'1'.repeat(length - 1)}`]),
  ...['correct horse', 'password', 'short', 'seven 7', '<script>', "' OR 1=1 --", '$(reboot)', '`reboot`'],
];

/** Any character and half a pair of surrogates. fast-check's own takes 0.7 s to begin. */
const anything = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

describe('A field of a form', () => {
  const refusal = (schema: z.ZodMiniType, text: string) => schema.safeParse(text).error?.issues[0]?.message;

  it.each([
    ['newLogin', CHECKS.newLogin, NewLogin],
    ['login', CHECKS.login, Login],
    ['newPassword', CHECKS.newPassword, NewPassword],
    ['password', CHECKS.password, Password],
    ['walletId', CHECKS.walletId, WalletId],
    ['reference', CHECKS.reference, Reference],
    ['note', CHECKS.note, PayerNote],
    ['walletName', CHECKS.walletName, WalletName],
  ])('%s breaks the rule that the API would name, or none', (_name, check, schema) => {
    expect(TEXTS.map((text) => [text, check(text)])).toEqual(TEXTS.map((text) => [text, refusal(schema, text)]));
    fc.assert(
      fc.property(fc.string({ unit: anything, minLength: 1, maxLength: 80 }), (text) => {
        expect(check(text)).toBe(refusal(schema, text));
      }),
    );
  });

  it('with metadata takes what the API takes', () => {
    expect([MAX_ROWS, MAX_BYTES]).toEqual([MAX_METADATA_KEYS, MAX_METADATA_BYTES]);
    const long = (letters: string, count: number) => ({ key: letters, value: 'x'.repeat(count) });
    const cases = [
      ...[...TEXTS, '_a', 'a.b-c_d', 'constructor', 'k'.repeat(40), 'k'.repeat(41)].map((key) => [{ key, value: 'v' }]),
      ...[...TEXTS, 'x'.repeat(500), 'x'.repeat(501)].map((value) => [{ key: 'a', value }]),
      ['a', 'b', 'c', 'd'].map((key) => long(key, 500)).concat(long('ef', 42)),
      ['a', 'b', 'c', 'd'].map((key) => long(key, 500)).concat(long('ef', 43)),
    ];
    for (const rows of cases) {
      const isGood = Object.keys(brokenRows(rows)).length === 0;
      expect([rows, isGood]).toEqual([rows, NewMetadata.safeParse(metadataOf(rows)).success]);
    }
  });

  it('with metadata is changed by what differs alone, and leaves rows without texts out', () => {
    const before = { order: '1', customer: 'c', gone: 'x' };
    const rows = [
      { key: 'order', value: '2' },
      { key: 'customer', value: 'c' },
      { key: '', value: '' },
      { key: 'new', value: 'n' },
    ];
    expect(changeOf(before, rows)).toEqual({ order: '2', new: 'n', gone: null });
    expect(changeOf(before, rowsOf(before))).toBeUndefined();
    expect(metadataOf([{ key: '', value: '' }])).toBeUndefined();
    const twice = [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
      { key: 'b', value: '' },
    ];
    expect(Object.keys(brokenRows(twice))).toEqual(['key.1', 'value.2']);
  });

  it('with an amount takes what the API takes', () => {
    const accepted = TEXTS.filter((text) => Amount.safeParse(text).success);
    expect(TEXTS.filter((text) => CHECKS.amount(text) === undefined)).toEqual(accepted);
    expect(accepted).toContain('1'.repeat(18));
  });

  it('with a text finds the same invisible characters as the API', () => {
    const characters = (first: number, count: number) =>
      Array.from({ length: count }, (_, n) => String.fromCodePoint(first + n)).filter((one) => !/\p{Cs}/u.test(one));
    const differs = (text: string) => isVisible(text) !== isVisibleToTheApi(text);
    // Most blocks have none. The letter keeps two characters from changing each other.
    const blocks = Array.from({ length: 0x110000 / 64 }, (_, n) => characters(64 * n, 64));
    const suspicious = blocks
      .filter((block) => !isVisible(block.join('a')) || !isVisibleToTheApi(block.join('a')))
      .flat();
    expect(suspicious.length).toBeGreaterThan(4_000);
    const around = [...'aم葛👩1🏴'];
    const texts = suspicious.flatMap((one) => [one, ...around.map((other) => `${other}${one}${other}`)]);
    expect(texts.filter(differs)).toEqual([]);
    expect(texts.some(isVisible)).toBe(true);
  });
});

describe('A registration', () => {
  it('names the rule of each field, and a password that has the login in it', () => {
    expect(brokenCredentials('an', 'short')).toEqual({
      login: 'must be 3 to 64 characters',
      password: 'must be at least 8 characters',
    });
    expect(brokenCredentials('ann', 'correct horse')).toEqual({});
    for (const [login, password] of [
      ['Annabelle', 'ANNABELLE2026'],
      ['anna', 'xＡｎｎａxxxx'],
      ['ann', 'annually paid'],
      ['anna-lena', 'hannah and her sisters'],
    ] as const) {
      expect(brokenCredentials(login, password).password).toBe(brokenPasswordRule(password, login));
    }
  });
});

describe('A payment', () => {
  const bob = { to: '42', amount: '250' };
  const good: Payment = { from: '41', payees: [bob], reference: '', note: '' };
  const body = (payment: Payment) => requestOf({ kind: 'pay', ...payment }).body;

  it('names the rule of each field', () => {
    expect(brokenRules(good)).toEqual({});
    expect(brokenRules({ ...good, payees: [bob, { ...bob, to: '41' }, bob] })).toEqual({
      'to.1': 'must not be the wallet that pays',
      'to.2': 'must not be the same wallet as another payee',
    });
    const broken = { to: 'x', amount: '0' };
    expect(brokenRules({ from: '', payees: [bob, broken], reference: ' x', note: '\n' })).toEqual({
      from: 'is required',
      'to.1': 'must be 1 to 512 digits',
      'amount.1': 'must be a whole number of minor units, more than 0 and at most 18 digits',
      reference: 'must not begin or end with space',
      note: 'must not have control characters',
    });
    expect(brokenRules({ ...good, payees: [bob, { to: '43', amount: '9'.repeat(18) }] })).toEqual({
      'amount.1': 'must be at most 18 digits together with the others',
    });
  });

  it('can be sent if and only if the API takes its body', () => {
    const text = fc.constantFrom('', ...TEXTS);
    const amount = fc.oneof(text, fc.constantFrom('1', '2', '9'.repeat(18)));
    const id = fc.constantFrom('', '41', '42', '042', '43', '44', 'x');
    const payees = fc.array(fc.record({ to: id, amount }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.record({ from: id, payees, reference: text, note: text }), (payment) => {
        const isSendable = Object.keys(brokenRules(payment)).length === 0;
        return isSendable === doTransaction.input.shape.body.safeParse(body(payment)).success;
      }),
      { numRuns: 500 },
    );
  });

  it('has as many payees as the API takes', () => {
    const to = (count: number) => Array.from({ length: count }, (_, n) => ({ to: `5${n}`, amount: '1' }));
    const isTaken = (count: number) =>
      doTransaction.input.shape.body.safeParse(body({ ...good, payees: to(count) })).success;
    expect([isTaken(MAX_PAYEES), isTaken(MAX_PAYEES + 1)]).toEqual([true, false]);
  });
});

describe('A link that requests money', () => {
  const ORIGIN = 'https://wallet.example';
  const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
  const written = (check: (text: string) => string | undefined) => texts.filter((text) => check(text) === undefined);

  it('opens the form with exactly what was asked for', () => {
    const request = fc.record({
      to: fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
      amount: fc.option(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String), { nil: undefined }),
      reference: written(CHECKS.reference),
      note: written(CHECKS.note),
    });
    fc.assert(
      fc.property(request, (asked) => {
        const { pathname, origin, search, hash } = new URL(requestLink(ORIGIN, asked));
        const given = Object.entries(asked).filter(([, text]) => text);
        expect([origin, pathname, hash]).toEqual([ORIGIN, '/app/pay', '']);
        expect(readRequest(search)).toEqual({ filled: Object.fromEntries(given), broken: {} });
      }),
    );
  });

  it('names the rule of each bad part, and fills in the others', () => {
    expect(readRequest('?to=4x&amount=1.5&reference=%20x&note=a%0Ab')).toEqual({
      filled: {},
      broken: {
        to: 'must be 1 to 512 digits',
        amount: 'must be a whole number of minor units, more than 0 and at most 18 digits',
        reference: 'must not begin or end with space',
        note: 'must not have control characters',
      },
    });
    expect(readRequest('?to=42&amount=0')).toMatchObject({
      filled: { to: '42' },
      broken: { amount: expect.any(String) },
    });
    expect(readRequest('?to=42&to=43')).toEqual({ filled: {}, broken: { to: 'must be given once' } });
    expect(readRequest('?to=42&note=%E2%80%AEevil').broken).toEqual({
      note: 'must not have invisible or direction-changing characters',
    });
  });

  it('fills in texts only: it has no address to go to and nothing to run', () => {
    const hostile =
      '?to=javascript:alert(1)&next=https://evil.example&from=9&constructor=1&__proto__=1&utm_source=x&amount=';
    expect(readRequest(hostile)).toEqual({ filled: {}, broken: { to: 'must be 1 to 512 digits' } });
    expect(readRequest('?to=42&note=<img src=x onerror=alert(1)>').filled).toEqual({
      to: '42',
      note: '<img src=x onerror=alert(1)>',
    });
    expect(readRequest('')).toEqual({ filled: {}, broken: {} });
    expect(new URL(requestLink(ORIGIN, { to: '//evil.example/?#' })).origin).toBe(ORIGIN);
  });
});

describe('A login', () => {
  const ORIGIN = 'https://wallet.example';

  it.each([
    '//evil.example/app',
    'https://evil.example/app',
    'https://wallet.example.evil.example/app',
    'https://ann@evil.example/app',
    '/\\evil.example/app',
    'javascript:alert(1)',
    'data:text/html,x',
    '/api/user/wallets',
    '/app/../docs',
    '/apple',
    '/app/login?next=/app/pay',
    '',
    undefined,
  ])('leads to the wallets, and not to %j', (next) => {
    expect(addressAfterLogin(next, ORIGIN)).toBe('/app');
  });

  it('leads back to where the person was', () => {
    const pay = '/app/pay?to=42&amount=250&note=%C3%A9';
    const { searchParams } = new URL(loginAddress(pay), ORIGIN);
    expect(addressAfterLogin(searchParams.get('next') ?? undefined, ORIGIN)).toBe(pay);
  });
});

describe('The filters of a list', () => {
  const time = fc
    .date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const filters: fc.Arbitrary<ListFilters> = fc
    .record({
      statuses: fc.subarray([...STATUSES]),
      times: fc.tuple(time, time).map((pair) => pair.sort()),
      has: fc.record({ from: fc.boolean(), to: fc.boolean(), reference: fc.boolean() }),
      reference: fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
        .map((text) => text.normalize('NFC'))
        .filter((text) => CHECKS.reference(text) === undefined),
      order: fc.constantFrom('asc', 'desc'),
    })
    .filter(({ times: [from, to] }) => from !== to)
    .map(({ statuses, times: [from, to], has, reference, order }) => ({
      statuses,
      ...(has.from && { from }),
      ...(has.to && { to }),
      ...(has.reference && { reference }),
      order,
    }));

  it('are the same after a reload of their address', () => {
    fc.assert(
      fc.property(filters, (chosen) => {
        expect(readFilters(searchOf(chosen))).toEqual({ filters: chosen, broken: {} });
      }),
    );
    expect(searchOf(readFilters('').filters)).toBe('');
  });

  it('are a query that the API takes', () => {
    fc.assert(
      fc.property(filters, (chosen) => {
        const parsed = transferListQuery().parse(apiQuery(chosen));
        expect([...(parsed.status ?? [])].sort()).toEqual([...chosen.statuses].sort());
        expect(parsed.from).toBe(chosen.from && Date.parse(chosen.from));
        expect([parsed.reference, parsed.order]).toEqual([chosen.reference, chosen.order]);
      }),
    );
  });

  it('are all that the API has', () => {
    const { limit: _limit, cursor: _cursor, ...names } = transferListQuery().shape;
    const all = { statuses: [...STATUSES], from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', reference: 'x' };
    expect(Object.keys(apiQuery({ ...all, order: 'asc' })).sort()).toEqual(Object.keys(names).sort());
    expect([...STATUSES].sort()).toEqual([...Status.options].sort());
  });

  it.each([
    ['status=PAID', 'status'],
    ['status=SUCCESSFUL,SUCCESSFUL2', 'status'],
    ['status=SUCCESSFUL&status=FAILED', 'status'],
    ['from=yesterday', 'from'],
    ['from=2026-11-01', 'from'],
    ['from=2026-11-01T00:00:00', 'from'],
    ['from=2026-02-30T00:00:00Z', 'from'],
    ['from=2026-11-01T24:00:00Z', 'from'],
    ['from=2026-11-01T00:00:00%2B25:00', 'from'],
    ['to=2026-13-01T00:00:00Z', 'to'],
    ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'to'],
    ['from=2026-11-02T00:00:00Z&to=2026-11-02T01:00:00%2B01:00', 'to'],
    [`reference=${'x'.repeat(65)}`, 'reference'],
    ['order=newest', 'order'],
  ])('do without %s, which breaks a rule of %s here and in the API', (search, name) => {
    const { broken } = readFilters(`?${search}`);
    expect(Object.keys(broken)).toEqual([name]);
    const sent = new URLSearchParams(search);
    const isOnce = sent.getAll(name).length === 1;
    expect(isOnce && transferListQuery().safeParse(Object.fromEntries(sent)).success).toBe(false);
  });
});
