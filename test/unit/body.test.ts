import fc from 'fast-check';
import { type FieldProblem, MibError } from '../../lib/domain/errors.ts';
import { bodyOf } from '../../lib/lambda/http/body.ts';
import { parseJson } from '../../lib/lambda/http/json.ts';

const written = (problems: readonly FieldProblem[] = []) => problems.map(({ field, message }) => `${field} ${message}`);

/** The rules that a body breaks. */
function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof MibError && error.code === 'invalid_input') return written(error.problems);
    throw error;
  }
  return [];
}

describe('The JSON of a body', () => {
  it('equals the result of JSON.parse, except for numbers that are not written as safe integers', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify({ value }, undefined, indent);
        if (text.includes('"__proto__":')) return;
        const asWritten = (_name: string, one: unknown) =>
          typeof one === 'number' && !(Number.isSafeInteger(one) && /^-?\d+$/.test(String(one))) ? Number.NaN : one;
        expect(parseJson(text)).toEqual(JSON.parse(text, asWritten));
      }),
    );
  });

  it.each([
    ['0.99999999999999999, which a float rounds to 1', '0.99999999999999999'],
    ['9007199254740991.4, which a float rounds to an integer', '9007199254740991.4'],
    ['9007199254740993, which a float rounds to another one', '9007199254740993'],
    ['an exponent', '1e2'],
    ['a fraction of zero', '1.0'],
    ['more than there is', '1e999'],
  ])('has NaN where %s is written, at any depth', (_what, literal) => {
    expect(parseJson(`{"amount": ${literal}, "to": [{"amount":1},{"amount":${literal}}], "n": 7}`)).toEqual({
      amount: Number.NaN,
      to: [{ amount: 1 }, { amount: Number.NaN }],
      n: 7,
    });
    expect(parseJson(`[1, ${literal}, 3]`)).toEqual([1, Number.NaN, 3]);
  });

  it('is scanned without taking part of a string for a number, a name or a brace', () => {
    const text = '{"a":"1.5, \\"b\\": 2 } ] \\\\","b":"1e2"}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['with other values', '{"amount":"1","amount":"2"}', 'amount'],
    ['with the same value', '{"amount":"1","amount":"1"}', 'amount'],
    ['escaped', '{"amount":"1","a\\u006dount":"1"}', 'amount'],
    ['deep inside', '{"payee":{"name":"Ann","age":1,"name":"Bob"}}', 'payee.name'],
    ['in an array', '{"to":[{"id":1},{"id":1,"id":2}]}', 'to[1].id'],
    ['with an empty name', '{"":1,"":2}', ''],
    ['after one of another type', '{"a":{"b":[1.5]},"a":1}', 'a'],
    ['after an array and an object', '{"a":[1,{"b":2}],"b":{"a":1},"a":1}', 'a'],
  ])('is refused with a repeated member %s', (_what, text, field) => {
    expect(problemsOf(() => parseJson(text))).toEqual([`${field} must not be given twice`]);
  });

  it('may repeat a name in another object', () => {
    expect(parseJson('{"a":{"a":1},"b":[{"a":1},{"a":2}]}')).toEqual({ a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] });
  });

  it.each([
    ['{"__proto__":{"admin":true}}', '__proto__'],
    ['{"\\u005f_proto__":{"admin":true}}', '__proto__'],
    ['{"payee":{"__proto__":1}}', 'payee.__proto__'],
  ])('is refused with a member that names the prototype: %s', (text, field) => {
    expect(problemsOf(() => parseJson(text))).toEqual([`${field} is not a known field`]);
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '[1', '01', 'NaN', '// \n1', '"\t"', '\ufeff{}'])(
    'is refused as %j',
    (text) => {
      expect(problemsOf(() => parseJson(text))).toEqual(['body must be valid JSON']);
    },
  );

  it('may be nested 30,000 deep', () => {
    expect(() => parseJson('['.repeat(30_000) + ']'.repeat(30_000))).not.toThrow();
  });
});

describe('A body', () => {
  const read = (headers: Record<string, string>, body: string = '{"a":1}', isBase64Encoded = false) =>
    bodyOf({ headers, body, isBase64Encoded });
  const json = { 'content-type': 'application/json' };

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json ;charset=utf-8',
    'application/json\t; charset="utf-8"',
    'application/json; charset=us-ascii',
    'application/merge-patch+json',
  ])('is accepted with the content type %s', (type) => {
    expect(read({ 'content-type': type })).toEqual({ a: 1 });
  });

  it.each(['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded', ''])(
    'may not be called %s',
    (type) => {
      expect(problemsOf(() => read({ 'content-type': type }))).toEqual(['Content-Type must be application/json']);
    },
  );

  it.each(['utf-16', 'iso-8859-1', '"utf-16le"', 'UTF-7'])('is refused in the charset %s', (charset) => {
    expect(() => read({ 'content-type': `application/json; charset=${charset}` })).toThrow(
      expect.objectContaining({ code: 'unsupported_media_type' }),
    );
  });

  it.each(['gzip', 'br', 'identity, gzip'])('is refused with the coding %s', (coding) => {
    expect(() => read({ ...json, 'content-encoding': coding })).toThrow(
      expect.objectContaining({ code: 'unsupported_media_type' }),
    );
  });

  it('is accepted with the coding identity', () => {
    expect(read({ ...json, 'content-encoding': 'identity' })).toEqual({ a: 1 });
  });

  const NOT_UTF8 = 'body must be UTF-8, without the replacement character U+FFFD';

  it('is accepted as bytes in UTF-8', () => {
    expect(read(json, Buffer.from('{"a":"ключ"}').toString('base64'), true)).toEqual({ a: 'ключ' });
  });

  it.each([
    ['a byte that is never one', [0xff]],
    ['a character that is cut off', [0xe2, 0x82]],
    ['half of a pair', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
  ])('is refused as bytes with %s', (_what, bytes) => {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(problemsOf(() => read(json, body.toString('base64'), true))).toEqual([NOT_UTF8]);
    // What API Gateway makes of the same bytes, as it hands JSON over as text.
    expect(problemsOf(() => read(json, body.toString('utf8')))).toEqual([NOT_UTF8]);
  });
});
