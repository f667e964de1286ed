import { generateKeyPairSync, sign } from 'node:crypto';
import { entryAfter, FIRST, type StatementEntry } from '../../../lib/domain/statement.ts';
import {
  type Check,
  checkReceipt,
  type KnownFact,
  pastedReceipt,
} from '../../../lib/web/wallet/receipts/check-receipt.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEYS = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'one', x: String(publicKey.export({ format: 'jwk' }).x) }] };

function signed(fact: object, header: object = {}): string {
  const parts = [
    { alg: 'EdDSA', typ: 'mib-receipt+jwt', kid: 'one', ...header },
    { iss: 'mib-test', iat: 1_795_000_000, ...fact },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, sign(null, Buffer.from(parts.join('.')), privateKey).toString('base64url')].join('.');
}

const posting = { walletId: '41', amount: 5n, at: 1_000 };
const first = entryAfter(FIRST, { ...posting, seq: 1, txId: 'a', posted: 5n });
const second = entryAfter(first, { ...posting, seq: 2, txId: 'b', posted: 10n });

function shown({ walletId, seq, txId, amount, balance, postedAt, hash }: StatementEntry) {
  const texts = { amount: `+${amount}`, balance: String(balance), posted_at: new Date(postedAt).toISOString() };
  return { wallet_id: walletId, seq, TxID: String(txId), ...texts, hash };
}

const entryReceipt = (entry = shown(second)) =>
  signed({ kind: 'entry', entry: { ...entry, previous_hash: first.hash } });
const KNOWN: KnownFact = { entry: { entry: shown(second), previous: shown(first) } };

async function checksOf(receipt: string, known?: KnownFact, keys: Parameters<typeof checkReceipt>[1] = KEYS) {
  const verdict = await checkReceipt({ receipt }, keys, known);
  if (verdict.kind !== 'checked') throw new Error(verdict.kind);
  return verdict.checks;
}
const failed = (checks: readonly Check[]) => {
  const found = checks.find(({ state }) => state === 'failed');
  return found && [found.name, found.fault];
};

describe('A receipt in the browser', () => {
  it('of the entry that the page shows passes each check, by name', async () => {
    const checks = await checksOf(entryReceipt(), KNOWN);
    expect(checks.map(({ name }) => name)).toEqual(['form', 'key', 'signature', 'hash', 'same', 'chain']);
    expect(checks.every(({ state }) => state === 'passed')).toBe(true);
  });

  it('that somebody pasted has only the checks that need no page beside it', async () => {
    const transfer = { wallet_id: '41', TxID: 'b', status: 'SUCCESSFUL' };
    expect((await checksOf(entryReceipt())).map(({ name }) => name)).toEqual(['form', 'key', 'signature', 'hash']);
    expect(await checksOf(signed({ kind: 'transfer', transfer }))).toEqual(
      ['form', 'key', 'signature'].map((name) => ({ name, state: 'passed' })),
    );
  });

  it.each([
    ['no receipt', 'hello', ['form', 'malformed']],
    ['null in place of what it states', signed({ kind: 'entry', entry: null }), ['form', 'malformed']],
    ['a root', signed({ kind: 'root' }, { typ: 'mib-root+jwt' }), ['form', 'wrong_type']],
    ['another key', signed({}, { kid: 'two' }), ['key', 'unknown_key']],
    ['a changed signature', entryReceipt().replace(/\.[^.]{4}([^.]*)$/, '.AAAA$1'), ['signature', 'wrong_signature']],
    ['another amount', entryReceipt({ ...shown(second), amount: '+6' }), ['hash', 'wrong_hash']],
  ])('that is %s fails at one check, and the later ones are open', async (_what, receipt, expected) => {
    const checks = await checksOf(receipt, KNOWN);
    expect(failed(checks)).toEqual(expected);
    const states = checks.map(({ state }) => state);
    expect(states.slice(states.indexOf('failed') + 1).every((state) => state === 'open')).toBe(true);
  });

  it('of something else than the page shows fails, however well it is signed', async () => {
    const transfer = { wallet_id: '41', TxID: 'b', status: 'FAILED' };
    expect(failed(await checksOf(signed({ kind: 'transfer', transfer }), KNOWN))).toEqual(['same', 'other_fact']);
    const known = { transfer: { ...transfer, status: 'SUCCESSFUL' } };
    expect(failed(await checksOf(signed({ kind: 'transfer', transfer }), known))).toEqual(['same', 'other_fact']);
    expect(failed(await checksOf(signed({ kind: 'transfer', transfer }), { transfer }))).toBeUndefined();
  });

  it('whose entry does not follow the one before it on the page fails at the chain', async () => {
    const known = { entry: { entry: shown(second), previous: { ...shown(first), hash: second.hash } } };
    expect(failed(await checksOf(entryReceipt(), known))).toEqual(['chain', 'broken_chain']);
  });

  it('with a revoked key says so', async () => {
    expect(failed(await checksOf(entryReceipt(), undefined, { keys: [], revoked: [{ kid: 'one' }] }))).toEqual([
      'key',
      'revoked_key',
    ]);
  });

  it('is read from a file of the API, and from lines that a mail has broken', () => {
    expect(pastedReceipt(' a.b\n.c \n')).toEqual({ receipt: 'a.b.c' });
    expect(pastedReceipt('{"receipt":"a.b.c"}')).toEqual({ receipt: 'a.b.c' });
    expect(pastedReceipt('{"receipt":')).toEqual({ receipt: '{"receipt":' });
  });
});
