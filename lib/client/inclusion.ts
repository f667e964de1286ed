import { type Bytes, fromBase64Url, joined, sha256, toBase64Url, utf8 } from './bytes.ts';
import { type ChainedEntry, verifyEntries } from './chain.ts';
import { type VerifiedReceipt, verifyReceipt } from './receipts.ts';
import { type KeySet, MibInvalid, type SignedClaims, type VerifyOptions, verifiedPayload } from './signed.ts';

/** A receipt of an entry with what leads to a kept root: the response of the API. */
export interface IncludedReceipt {
  readonly receipt: string;
  readonly inclusion?: Inclusion | undefined;
}

interface Inclusion {
  readonly root: string;
  readonly size: number;
  readonly index: number;
  readonly path: readonly string[];
  readonly head: { readonly wallet_id: string; readonly seq: number; readonly hash: string };
  readonly entries: readonly ChainedEntry[];
}

/** What mib signed about all statements at one time. */
export type VerifiedRoot = SignedClaims & {
  readonly kind: 'root';
  /** The Merkle root of the heads, in base64url. */
  readonly root: string;
  /** The number of heads. */
  readonly size: number;
  /** RFC 3339. */
  readonly kept_at: string;
};

/**
 * Verifies offline that the entry of a receipt is below a root that mib signed: by the receipt, the
 * entries from there up to the head of its wallet, and the path from the head to the root.
 * @throws MibInvalid, MibUnsupported
 */
export async function verifyInclusion(
  { receipt, inclusion }: IncludedReceipt,
  keys: KeySet,
  options: VerifyOptions = {},
): Promise<{ readonly receipt: VerifiedReceipt & { readonly kind: 'entry' }; readonly root: VerifiedRoot }> {
  const verified = await verifyReceipt(receipt, keys, options);
  if (verified.kind !== 'entry' || !inclusion)
    throw new MibInvalid('not_included', 'There is nothing that includes it.');
  const root = await verifyRoot(inclusion.root, keys, options);
  const { entry } = verified;
  const { head, entries } = inclusion;
  await verifyEntries(entries, entry);
  const last = entries.at(-1) ?? entry;
  if (last.seq < head.seq)
    throw new MibInvalid('not_included', `The entries up to the head, ${head.seq}, are missing.`, last.seq + 1);
  const isHead = last.seq === head.seq && last.hash === head.hash && head.wallet_id === entry.wallet_id;
  const isOneWallet = entries.every(({ wallet_id }) => wallet_id === entry.wallet_id);
  if (!isHead || !isOneWallet || inclusion.size !== root.size || (await rootOf(inclusion)) !== root.root)
    throw new MibInvalid('not_included', 'The path does not lead from the entry to the root.', entry.seq);
  return { receipt: verified, root };
}

/** Verifies a root that mib signed. */
export async function verifyRoot(jws: string, keys: KeySet, options: VerifyOptions = {}): Promise<VerifiedRoot> {
  const { kind, root, size, kept_at, iss, iat } = await verifiedPayload(jws, keys, { ...options, typ: 'mib-root+jwt' });
  if (kind !== 'root' || typeof root !== 'string' || typeof size !== 'number' || typeof kept_at !== 'string')
    throw new MibInvalid('malformed', 'It is no root.');
  return { iss, iat, kind, root, size, kept_at };
}

/** The root to which the path of an inclusion leads (RFC 9162, 2.1.3.2). */
async function rootOf({ index, size, path, head }: Inclusion): Promise<string | undefined> {
  if (index < 0 || index >= size) return undefined;
  const { hash: headHash, seq, wallet_id } = head;
  let hash = await sha256(joined(LEAF, utf8(JSON.stringify({ hash: headHash, seq, wallet_id }))));
  let [node, last] = [index, size - 1];
  for (const step of path) {
    const other = fromBase64Url(step);
    if (!other || last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = await above(other, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = await above(hash, other);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? toBase64Url(hash) : undefined;
}

/** The prefixes of RFC 6962. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

function above(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(joined(NODE, left, right));
}
