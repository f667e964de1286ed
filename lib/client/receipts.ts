import { type ChainedEntry, entryHash } from './chain.ts';
import { type KeySet, MibInvalid, type SignedClaims, type VerifyOptions, verifiedPayload } from './signed.ts';
import type { Transaction } from './types.ts';

/** An entry of a statement, with the hash of the entry before it. */
export interface ReceiptEntry extends ChainedEntry {
  readonly previous_hash: string;
}

/** What a receipt states. */
export type VerifiedReceipt = SignedClaims &
  (
    | {
        readonly kind: 'entry';
        readonly entry: ReceiptEntry;
        /** Of the wallet. Receipts from before currencies have none. */
        readonly currency?: string | undefined;
      }
    | { readonly kind: 'transfer'; readonly transfer: Transaction }
  );

/**
 * Verifies a receipt offline, and returns what it states. The keys are those of
 * `/.well-known/jwks.json`, which `client.publishedKeys()` reads.
 * @throws MibInvalid with the reason
 * @throws MibUnsupported where WebCrypto has no Ed25519
 */
export async function verifyReceipt(
  receipt: string,
  keys: KeySet,
  options: VerifyOptions = {},
): Promise<VerifiedReceipt> {
  const claims = await verifiedPayload(receipt, keys, { ...options, typ: 'mib-receipt+jwt' });
  if (!isReceipt(claims)) throw new MibInvalid('malformed', 'It states neither an entry nor a transfer.');
  if (claims.kind === 'entry') {
    const { hash, previous_hash, ...entry } = claims.entry;
    if (hash !== (await entryHash(previous_hash, entry)))
      throw new MibInvalid('wrong_hash', 'The hash of the entry is not that of its values.', entry.seq);
  }
  return claims;
}

/** mib signs no other members than those of its types. */
function isReceipt(
  claims: SignedClaims & Record<string, unknown>,
): claims is VerifiedReceipt & Record<string, unknown> {
  const { kind, entry, transfer } = claims;
  const fact = kind === 'entry' ? entry : kind === 'transfer' ? transfer : undefined;
  return typeof fact === 'object' && fact !== null;
}
