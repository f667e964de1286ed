import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { createSchema } from 'zod-openapi';
import { register } from '../../lib/api/accounts.ts';
import { IdempotencyHeaders } from '../../lib/api/idempotency-key.ts';
import { pageQuery } from '../../lib/api/page.ts';
import { TransactionId } from '../../lib/api/shard-legs.ts';
import { reserve } from '../../lib/api/shard-transactions.ts';
import { transactions } from '../../lib/api/transactions.ts';
import { transactionsCsv } from '../../lib/api/transactions-csv.ts';
import { transferListQuery } from '../../lib/api/transfer-list.ts';
import { doTransaction } from '../../lib/api/transfers.ts';
import { Amount, SignedAmount } from '../../lib/domain/amount.ts';
import { Login, NewLogin, NewPassword, Password, passwordForms, passwordLength } from '../../lib/domain/credentials.ts';
import { Deadline } from '../../lib/domain/deadline.ts';
import { metadataProblem } from '../../lib/domain/metadata.ts';
import { MetadataChange, NewMetadata } from '../../lib/domain/metadata-rules.ts';
import { TxId } from '../../lib/domain/transfer.ts';
import { PayerNote, Reference } from '../../lib/domain/transfer-texts.ts';
import { isVisible } from '../../lib/domain/visible-text.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { WalletName } from '../../lib/domain/wallet-label-rules.ts';
import { unicodeCharacter } from '../support/unicode-character.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Whether the OpenAPI document allows a value. */
function documented(schema: z.ZodMiniType): (value: unknown) => boolean {
  return ajv.compile(inDocument(schema));
}

function inDocument(schema: z.ZodMiniType) {
  return createSchema(schema, { io: 'input', openapiVersion: '3.1.1' }).schema;
}

const CHARACTERS = [' ', '\t', '\n', '\u0000', '\u000b', '\u0085', '\u00a0', '\u2028', '\ufeff', '😀', 'я', '-', '+'];
const text = fc.oneof(
  fc.string({ unit: unicodeCharacter, maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...CHARACTERS, 'a', 'b', 'Z', '0', '9', '_', '.'), maxLength: 12 }),
  fc.stringMatching(/^[+-]?[0-9]{1,20}$/),
  fc.constantFrom(
    '',
    '0',
    '00',
    '-0',
    '1.0',
    '1e3',
    '0x1',
    '100',
    '101',
    '_a',
    'a_',
    '1\n',
    'null',
    '+1',
    ' 1',
    'desc',
    'FAILED',
    'FAILED,',
    'FAILED,INVALID',
  ),
);
// JSON has one zero and no NaN.
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
  fc.constantFrom(0, 1, -1, 0.5, 2 ** 53 - 1, 2 ** 53, 1e300),
);
const anything = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 4, arbitrary: number },
  fc.constantFrom(null, true, [], {}, ['1'], { a: 1 }),
);

/** The bounds of every rule, one below and one above. Random values seldom meet them. */
const LENGTHS = [
  0, 1, 2, 3, 7, 8, 14, 15, 16, 17, 18, 19, 63, 64, 65, 71, 72, 73, 139, 140, 141, 254, 255, 256, 511, 512, 513,
];
const TX_ID = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';
const BOUNDS = [
  ...LENGTHS.flatMap((length) => ['a', '9', '0'].map((one) => one.repeat(length))),
  ...LENGTHS.flatMap((length) => ['-', '+'].map((sign) => sign + '9'.repeat(length))),
  ...['', ' ', '!', '~', 'A', 'Z', 'z', '_', '-', '\u0000', '\u0001', '\u001f', '\u007f', '\u009f', '\u00a0'].flatMap(
    (one) => [one, `aaaa${one}aaaa`, `aaaaaaaa${one}`, `${one}aaaaaaaa`, `1${one}1`],
  ),
  ...[TX_ID, TX_ID.slice(1), `${TX_ID}0`, `\n${TX_ID}`, TX_ID.toLowerCase(), ...'789ILOUVXYZ'].map((one) =>
    one.length > 1 ? one : one + TX_ID.slice(1),
  ),
  ...[...'0789AHIJKLMNOPTUVZ'].map((last) => TX_ID.slice(0, -1) + last),
  ...['asc', 'desc', 'ASC', 'FAILED,INVALID,PENDING,SUCCESSFUL', 'PENDING', 'SUCCESSFUL', ',FAILED'],
  ...[1, 2, 3, 4, 5, 6].map((times) => Array.from({ length: times }, () => 'FAILED').join(',')),
  ...[-1, 0, 1, 2 ** 53 - 1, 2 ** 53],
].map((value): [unknown] => [value]);
const INTEGERS = [-1, 0, 1, 2, 99, 100, 101, 4_999, 5_000, 5_001].map((value): [number] => [value]);
const RUNS = 500;

/** JSON Schema cannot count bytes. The description has the rule. */
const tooManyBytes = (value: unknown) => typeof value === 'string' && passwordForms(value).length === 0;
/** JSON Schema cannot normalize Unicode. */
const notOfUsers = (value: unknown) =>
  typeof value === 'string' &&
  (Buffer.byteLength(value.normalize('NFKC')) > 72 || passwordLength(value) < 8 || /\p{Cs}|\ufffd/u.test(value));

/** Not every reader of JSON Schema patterns supports Unicode properties. */
const hasInvisible = (value: unknown) => typeof value === 'string' && !isVisible(value);

// A property returns a boolean: one `expect` for each of 20,000 values takes 0.5 s.
describe('The schema of a field', () => {
  it.each<[string, z.ZodMiniType, unknown?]>([
    ['a wallet id', WalletId],
    ['an amount', Amount],
    ['a signed amount', SignedAmount],
    ['a deadline', Deadline],
    ['a TxID', TxId],
    ["a shard's transaction id", TransactionId],
    ['an idempotency key', IdempotencyHeaders.shape['idempotency-key']],
    ['the order of a list', transferListQuery().shape.order],
    ['a filter by status', transferListQuery().shape.status],
  ])('accepts exactly what the document allows for %s', (_what, schema) => {
    const allowed = documented(schema);
    const property = fc.property(anything, (value) => schema.safeParse(value).success === allowed(value));
    fc.assert(property, { numRuns: BOUNDS.length + RUNS, examples: BOUNDS });
  });

  // A query carries an integer as digits, with or without leading zeros.
  it.each<[string, z.ZodMiniType]>([
    ['the limit of a list', pageQuery(TxId).shape.limit],
    ['the limit of an export', transactionsCsv.input.shape.query.shape.limit],
  ])('accepts exactly what the document allows for %s', (_what, schema) => {
    const allowed = documented(schema);
    const accepted = (inQuery: string) => schema.safeParse(inQuery).success;
    const ofNumbers = fc.property(
      fc.oneof(number, fc.integer({ min: -1, max: 5_100 })),
      (value) => accepted(String(value)) === allowed(value),
    );
    const ofTexts = fc.property(
      text,
      (inQuery) => accepted(inQuery) === (/^[0-9]+$/.test(inQuery) && allowed(Number(inQuery))),
    );
    fc.assert(ofNumbers, { numRuns: INTEGERS.length + RUNS, examples: INTEGERS });
    fc.assert(ofTexts, { numRuns: RUNS });
  });

  it.each<[string, z.ZodMiniType, object]>([
    ['of a list', pageQuery(TxId).shape.limit, { minimum: 1, maximum: 100, default: 50 }],
    ['of an export', transactionsCsv.input.shape.query.shape.limit, { minimum: 1, maximum: 5_000, default: 5_000 }],
  ])('describes the limit %s as an integer in the document', (_what, schema, range) => {
    const { description, example, ...described } = Object(inDocument(schema));
    expect(described).toEqual({ ...range, type: 'integer' });
  });

  it.each<[string, z.ZodMiniType, (value: unknown) => boolean]>([
    ['a login', Login, () => false],
    ["a new user's login, except invisible characters", NewLogin, hasInvisible],
    ["a payer's reference, except invisible characters", Reference, hasInvisible],
    ["a payer's note, except invisible characters", PayerNote, hasInvisible],
    ['the name of a wallet, except invisible characters', WalletName, hasInvisible],
    ['a password, except its length in bytes', Password, tooManyBytes],
    ["a new user's password, except its normal form", NewPassword, notOfUsers],
  ])('accepts exactly what the document allows for %s', (_what, schema, isBeyond) => {
    const allowed = documented(schema);
    const property = fc.property(
      anything,
      (value) => schema.safeParse(value).success === (allowed(value) && !isBeyond(value)),
    );
    fc.assert(property, { numRuns: BOUNDS.length + RUNS, examples: BOUNDS });
  });
});

describe('The schema of metadata', () => {
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'order', 'constructor', 'a.b-c_d', '0', 'k'.repeat(40)) },
    fc.constantFrom('', ' ', '_a', '.a', 'a b', 'k'.repeat(41), 'a\n', 'é'),
  );
  const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('v', 'x'.repeat(500)) }, anything);
  const some = fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true }) },
    anything,
  );
  const Texts = z.record(z.string(), z.string());
  const isBeyond = (given: unknown) => {
    const { data = {} } = Texts.safeParse(given);
    return metadataProblem(data) !== undefined || Object.values(data).some(hasInvisible);
  };

  it('accepts exactly what the document allows, except invisible characters and too many bytes', () => {
    const allowed = documented(NewMetadata);
    const property = fc.property(
      some,
      (given) => NewMetadata.safeParse(given).success === (allowed(given) && !isBeyond(given)),
    );
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
    fc.assert(property, { numRuns: 2 * RUNS, examples: [[{}], [many(16)], [many(17)], [[]]] });
  });

  it('accepts a change with null for a key or for all, exactly as the document allows', () => {
    const allowed = documented(MetadataChange);
    const property = fc.property(
      fc.dictionary(key, fc.constantFrom('v', null, 1, ''), { noNullPrototype: true }),
      (given) => MetadataChange.safeParse(given).success === allowed(given),
    );
    fc.assert(property, { numRuns: RUNS });
    expect([MetadataChange.safeParse(null).success, allowed(null)]).toEqual([true, true]);
  });
});

describe('The body of a transfer', () => {
  const id = fc.constantFrom('1', '2', '3', 4, 'x');
  const amount = fc.constantFrom('1', '0', 7, 1.5, '9'.repeat(18));
  const payee = fc.record({ to_id: id, amount, more: fc.constant(1) }, { requiredKeys: [] });
  const body = fc.record(
    {
      from_id: id,
      to_id: id,
      amount,
      to: fc.oneof(fc.array(payee, { maxLength: 12 }), fc.constant('2')),
      reference: fc.constantFrom('INV-1', ' x'),
      more: fc.constant(1),
    },
    { requiredKeys: [] },
  );
  const distinctPayees = fc.record({
    from_id: fc.constant('0'),
    to: fc.array(fc.record({ to_id: fc.nat({ max: 40 }), amount: fc.constant('1') }), { maxLength: 12 }),
  });

  const Sides = z.object({
    from_id: z.coerce.string(),
    to_id: z.optional(z.coerce.string()),
    to: z.optional(z.array(z.object({ to_id: z.coerce.string(), amount: z.coerce.bigint() }))),
  });
  /** JSON Schema cannot compare wallets or add amounts. The descriptions have these rules. */
  function isBeyond(value: unknown): boolean {
    const { from_id, to_id, to = [] } = Sides.parse(value);
    const ids = [from_id, ...(to_id === undefined ? [] : [to_id]), ...to.map((one) => one.to_id)];
    return new Set(ids).size < ids.length || to.reduce((sum, one) => sum + one.amount, 0n) >= 10n ** 18n;
  }

  it('is accepted exactly in the forms that the document allows', () => {
    const schema = doTransaction.input.shape.body;
    const allowed = documented(schema);
    const property = fc.property(
      fc.oneof(body, distinctPayees),
      (value) => schema.safeParse(value).success === (allowed(value) && !isBeyond(value)),
    );
    fc.assert(property, { numRuns: 600 });
  });
});

describe('The examples in the document', () => {
  const Described = z.object({ properties: z.record(z.string(), z.object({ example: z.unknown() })) });
  const Forms = z.object({ oneOf: z.array(Described) });
  const examplesOf = (properties: z.infer<typeof Described>['properties']) =>
    Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));

  /** An example of each field of a schema. */
  function examplesIn(schema: z.ZodMiniType): Record<string, unknown> {
    return examplesOf(Described.parse(inDocument(schema)).properties);
  }

  it('for a registration are accepted together', () => {
    const schema = register.input.shape.body;
    expect(schema.safeParse(examplesIn(schema))).toMatchObject({ success: true });
  });

  it('for a reserve are accepted together, for a debit and for a credit on a stripe', () => {
    const [schema] = reserve.input.shape.body.def.options;
    const { stripe, ...debit } = examplesIn(schema);
    for (const body of [debit, { ...debit, amount: '+50', stripe }])
      expect(schema.safeParse(body)).toMatchObject({ success: true });
  });

  it('for each form of a transfer are accepted together', () => {
    const { oneOf } = Forms.parse(inDocument(doTransaction.input.shape.body));
    const bodies = oneOf.map(({ properties }) => examplesOf(properties));
    expect(bodies.map((body) => 'to' in body)).toEqual([false, true]);
    const accepted = (body: object) =>
      expect(doTransaction.input.shape.body.safeParse(body).error?.issues).toBeUndefined();
    for (const body of bodies) {
      // Only a transfer to one payee is captured later.
      const { capture: _, expires_at: __, ...atOnce } = body;
      accepted('to' in body ? atOnce : body);
    }
  });

  it.each<[string, z.ZodMiniType]>([
    ['for a list of transfers', transactions.input.shape.query],
    ['for an export', transactionsCsv.input.shape.query],
  ])('%s are accepted together in a query', (_what, schema) => {
    const inQuery = Object.entries(examplesIn(schema)).map(([name, example]) => [name, String(example)]);
    expect(schema.safeParse(Object.fromEntries(inQuery))).toMatchObject({ success: true });
  });
});
