import { createHash, createHmac } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { entryView } from '../../lib/api/statement-entry.ts';
import { generateSigningKeys, type PrivateKeySet, publicKeySet } from '../../lib/auth/keys.ts';
import { signForOutsiders } from '../../lib/auth/receipts.ts';
import { signUserToken } from '../../lib/auth/tokens.ts';
import {
  type InvalidReason,
  MibInvalid,
  MibUnsupported,
  type ChainedEntry as View,
  verifyEntries,
  verifyInclusion,
  verifyReceipt,
  verifyRoot,
} from '../../lib/client/index.ts';
import { pagesOf, rootOfPage, SortedHeads } from '../../lib/domain/head-pages.ts';
import { type Head, pathIn } from '../../lib/domain/merkle.ts';
import { entryAfter, FIRST, type StatementEntry } from '../../lib/domain/statement.ts';

const NOW = Date.UTC(2026, 10, 26);
const ISSUER = 'mib-test';

let keys: PrivateKeySet;
let others: PrivateKeySet;
beforeAll(async () => {
  [keys, others] = await Promise.all([generateSigningKeys(), generateSigningKeys()]);
});

/** A statement of that many entries. */
function statementOf(walletId: string, count: number): StatementEntry[] {
  const entries: StatementEntry[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const before = entries.at(-1) ?? FIRST;
    const amount = seq % 3 === 0 ? -5n : 100n;
    const txId = `01KABZ5ZD6T8S0QFVJ0Q1N${String(seq).padStart(4, '0')}`;
    entries.push(entryAfter(before, { walletId, seq, txId, amount, posted: before.balance + amount, at: NOW + seq }));
  }
  return entries;
}

const STATEMENT = statementOf('41', 12);
const VIEWS: readonly View[] = STATEMENT.map(entryView);
const at = <T>(all: readonly T[], n: number): T => {
  const found = all[n];
  if (found === undefined) throw new Error(`there is nothing at ${n}`);
  return found;
};

/** The payload of the receipt of an entry. */
const factOf = (seq: number) => ({
  kind: 'entry',
  entry: { ...at(VIEWS, seq - 1), previous_hash: seq === 1 ? FIRST.hash : at(VIEWS, seq - 2).hash },
});
const receiptOf = (payload: Record<string, unknown>, by = keys) =>
  signForOutsiders(by, { type: 'receipt', issuer: ISSUER, payload }, NOW);

const invalid = (promise: Promise<unknown>, reason: InvalidReason, seq?: number) =>
  expect(promise).rejects.toMatchObject({ name: 'MibInvalid', reason, ...(seq !== undefined && { seq }) });

describe('a receipt', () => {
  it('of an entry is verified with the published keys alone, and says who signed it when', async () => {
    const verified = await verifyReceipt(await receiptOf(factOf(3)), publicKeySet(keys), { issuer: ISSUER });
    expect(verified).toEqual({ iss: ISSUER, iat: NOW / 1_000, ...factOf(3) });
  });

  it('of a transfer is verified like one of an entry', async () => {
    const transfer = { wallet_id: '41', TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', amount: '-5', status: 'SUCCESSFUL' };
    const verified = await verifyReceipt(await receiptOf({ kind: 'transfer', transfer }), publicKeySet(keys));
    expect(verified).toMatchObject({ kind: 'transfer', transfer });
  });

  it('of a key that signs no more is verified, as long as the key is published', async () => {
    const published = { keys: [...publicKeySet(others).keys, ...publicKeySet(keys).keys] };
    expect(await verifyReceipt(await receiptOf(factOf(1)), published)).toMatchObject({ kind: 'entry' });
  });

  it('is invalid if a character of its content or its signature is another', async () => {
    const [header = '', payload = '', signature = ''] = (await receiptOf(factOf(3))).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const richer = Buffer.from(JSON.stringify({ ...claims, iat: claims.iat - 1 })).toString('base64url');
    await invalid(verifyReceipt(`${header}.${richer}.${signature}`, publicKeySet(keys)), 'wrong_signature');
    const other = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    await invalid(verifyReceipt(`${header}.${payload}.${other}`, publicKeySet(keys)), 'wrong_signature');
  });

  it.each(['', 'a.b', 'a.b.c', 'a.b.c.d', '.', 'ä.ö.ü'])('that is %p is malformed', async (text) => {
    await invalid(verifyReceipt(text, publicKeySet(keys)), 'malformed');
  });

  it('of another stage is invalid: its key is not published here, and its issuer is another', async () => {
    await invalid(verifyReceipt(await receiptOf(factOf(1), others), publicKeySet(keys)), 'unknown_key');
    const receipt = await receiptOf(factOf(1));
    await invalid(verifyReceipt(receipt, publicKeySet(keys), { issuer: 'mib-prod' }), 'wrong_issuer');
  });

  it('of a key that borrows the id of a published one is invalid', async () => {
    const [mine] = keys.keys;
    const [theirs] = others.keys;
    if (!mine || !theirs) throw new Error('there are no keys');
    const forged = await receiptOf(factOf(1), { keys: [{ ...theirs, kid: mine.kid }] });
    await invalid(verifyReceipt(forged, publicKeySet(keys)), 'wrong_signature');
  });

  it('of a revoked key is invalid and says so, with the client and without', async () => {
    const [revoked] = keys.keys;
    const published = {
      ...publicKeySet(others),
      revoked: [{ kid: revoked?.kid ?? '', revoked_at: new Date(NOW).toISOString() }],
    };
    await invalid(verifyReceipt(await receiptOf(factOf(1)), published), 'revoked_key');
  });

  it.each(['none', 'HS256', 'ES256'])('with the algorithm %s is invalid, whatever key it names', async (alg) => {
    const [key] = publicKeySet(keys).keys;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg, kid: key?.kid, typ: 'mib-receipt+jwt' })}.${part({ iss: ISSUER, iat: 1, ...factOf(1) })}`;
    const signature =
      alg === 'HS256'
        ? createHmac('sha256', key?.x ?? '')
            .update(signed)
            .digest('base64url')
        : '';
    await invalid(verifyReceipt(`${signed}.${signature}`, publicKeySet(keys)), 'wrong_algorithm');
  });

  it('cannot bring a key of its own along', async () => {
    const [theirs] = others.keys;
    const [jwk] = publicKeySet(others).keys;
    if (!theirs || !jwk) throw new Error('there are no keys');
    const header = { alg: 'EdDSA', kid: theirs.kid, jwk: { ...jwk }, typ: 'mib-receipt+jwt' };
    const payload = new SignJWT({ ...factOf(1), iss: ISSUER, iat: 1 }).setProtectedHeader(header);
    await invalid(
      verifyReceipt(await payload.sign(await importJWK(theirs, 'EdDSA')), publicKeySet(keys)),
      'unknown_key',
    );
  });

  it('is nothing that the same or another key signed for another purpose', async () => {
    await invalid(
      verifyReceipt(await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW), publicKeySet(keys)),
      'wrong_type',
    );
    const root = await signForOutsiders(keys, { type: 'root', issuer: ISSUER, payload: factOf(1) }, NOW);
    await invalid(verifyReceipt(root, publicKeySet(keys)), 'wrong_type');
    await invalid(verifyRoot(await receiptOf(factOf(1)), publicKeySet(keys)), 'wrong_type');
  });

  it('of an entry whose values are not those of its hash is invalid', async () => {
    const { kind, entry } = factOf(3);
    await invalid(
      verifyReceipt(await receiptOf({ kind, entry: { ...entry, amount: '+6' } }), publicKeySet(keys)),
      'wrong_hash',
      3,
    );
  });

  describe('where WebCrypto', () => {
    const subtle = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    afterEach(() => {
      jest.restoreAllMocks();
      if (subtle) Object.defineProperty(globalThis, 'crypto', subtle);
    });

    it('has no Ed25519 is not called invalid: it cannot be verified there', async () => {
      const missing = new DOMException('Unrecognized algorithm name', 'NotSupportedError');
      jest.spyOn(globalThis.crypto.subtle, 'importKey').mockRejectedValue(missing);
      await expect(verifyReceipt(await receiptOf(factOf(1)), publicKeySet(keys))).rejects.toThrow(MibUnsupported);
    });

    it('is missing, as on a page of plain http, is not called invalid either', async () => {
      const receipt = await receiptOf(factOf(1));
      Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
      await expect(verifyReceipt(receipt, publicKeySet(keys))).rejects.toThrow(/https/);
    });
  });
});

describe('a run of entries', () => {
  it('of a statement, or a part of it after an entry, follows', async () => {
    await verifyEntries(VIEWS);
    await verifyEntries(VIEWS.slice(4), at(VIEWS, 3));
    await verifyEntries([]);
  });

  const swapped = [...VIEWS.slice(0, 5), { ...at(VIEWS, 6), seq: 6 }, { ...at(VIEWS, 5), seq: 7 }, ...VIEWS.slice(7)];
  it.each<[string, readonly View[], number]>([
    ['an amount is changed in', VIEWS.map((entry) => (entry.seq === 6 ? { ...entry, amount: '-6' } : entry)), 6],
    [
      'a time is changed in',
      VIEWS.map((one) => (one.seq === 6 ? { ...one, posted_at: '2020-01-01T00:00:00.000Z' } : one)),
      6,
    ],
    ['the wallet is changed in', VIEWS.map((one) => (one.seq === 6 ? { ...one, wallet_id: '42' } : one)), 6],
    ['one is missing before', VIEWS.filter(({ seq }) => seq !== 5), 6],
    ['one is inserted before', [...VIEWS.slice(0, 6), ...VIEWS.slice(5)], 6],
    ['two have changed places at', swapped, 6],
  ])('is broken if %s entry 6, and says where', async (_, entries, seq) => {
    await invalid(verifyEntries(entries), 'broken_chain', seq);
  });

  it('of another wallet is broken at its first entry after this one', async () => {
    await invalid(verifyEntries(statementOf('42', 12).slice(4).map(entryView), at(VIEWS, 3)), 'broken_chain', 5);
  });
});

describe('an inclusion', () => {
  /** A receipt of entry 9 of 12, below a root over 200 wallets. */
  async function proof() {
    const heads: Head[] = [{ walletId: '41', seq: 12, hash: at(STATEMENT, 11).hash }];
    for (let n = 0; n < 199; n++)
      heads.push({ walletId: `9${n}`, seq: n + 1, hash: createHash('sha256').update(`${n}`).digest('base64url') });
    const sorted = await SortedHeads.of(heads);
    const leaves = Array.from({ length: sorted.size }, (_, n) => sorted.at(n).hash);
    const index = leaves.findIndex((leaf) => sorted.find('41')?.hash.toString() === leaf.toString());
    const top = [...pagesOf(sorted)].at(-1);
    const root = top && Buffer.from(rootOfPage(top)).toString('base64url');
    const payload = { kind: 'root', root, size: sorted.size, kept_at: new Date(NOW).toISOString() };
    const path = pathIn(leaves, index).map((hash) => Buffer.from(hash).toString('base64url'));
    return {
      receipt: await receiptOf(factOf(9)),
      inclusion: {
        root: await signForOutsiders(keys, { type: 'root', issuer: ISSUER, payload }, NOW),
        size: sorted.size,
        index,
        path,
        head: { wallet_id: '41', seq: 12, hash: at(VIEWS, 11).hash },
        entries: VIEWS.slice(9),
      },
    };
  }

  it('leads offline from an entry to a root that was signed', async () => {
    const { receipt, root } = await verifyInclusion(await proof(), publicKeySet(keys), { issuer: ISSUER });
    expect([receipt.entry.seq, root.size, root.kept_at]).toEqual([9, 200, new Date(NOW).toISOString()]);
  });

  it('shows nothing if anything in it is another', async () => {
    const whole = await proof();
    const { receipt, inclusion } = whole;
    const { path, head, entries } = inclusion;
    const changed: Record<string, Awaited<ReturnType<typeof proof>>> = {
      'another receipt': { ...whole, receipt: await receiptOf(factOf(10)) },
      'a shorter path': { receipt, inclusion: { ...inclusion, path: path.slice(1) } },
      'another path': { receipt, inclusion: { ...inclusion, path: [...path].reverse() } },
      'another place': { receipt, inclusion: { ...inclusion, index: (inclusion.index + 1) % 200 } },
      'another size': { receipt, inclusion: { ...inclusion, size: 201 } },
      'another head': { receipt, inclusion: { ...inclusion, head: { ...head, hash: at(entries, 0).hash } } },
      'a head of another wallet': { receipt, inclusion: { ...inclusion, head: { ...head, wallet_id: '90' } } },
      'an earlier head': {
        receipt,
        inclusion: { ...inclusion, head: { ...head, seq: 11 }, entries: entries.slice(0, 2) },
      },
      'no entries up to the head': { receipt, inclusion: { ...inclusion, entries: [] } },
      'a changed entry': {
        receipt,
        inclusion: { ...inclusion, entries: entries.map((one) => ({ ...one, amount: '+1' })) },
      },
      'a root of another stage': {
        receipt,
        inclusion: {
          ...inclusion,
          root: await signForOutsiders(others, { type: 'root', issuer: ISSUER, payload: {} }, NOW),
        },
      },
    };
    const passed: string[] = [];
    for (const [what, one] of Object.entries(changed)) {
      const outcome = await verifyInclusion(one, publicKeySet(keys)).catch((error: unknown) => error);
      if (!(outcome instanceof MibInvalid)) passed.push(what);
    }
    expect(passed).toEqual([]);
  });
});
