import { fromBase64Url, joined, sha256, toBase64Url, utf8 } from './bytes.ts';
import { MibInvalid } from './signed.ts';

/** An entry of a statement, as the API returns it. */
export interface ChainedEntry {
  readonly wallet_id: string;
  readonly seq: number;
  readonly TxID?: string | undefined;
  readonly amount: string;
  readonly balance: string;
  readonly posted_at: string;
  readonly hash: string;
}

/** An entry before others: of it they need this. Every entry has it. */
export type EntryBefore = Pick<ChainedEntry, 'seq' | 'balance' | 'hash'>;

const ZEROES = toBase64Url(new Uint8Array(32));
/** What stands before the first entry of every wallet. */
const FIRST: EntryBefore = { seq: 0, balance: '0', hash: ZEROES };

/** SHA-256 over the bytes of the hash before and the entry in the form of RFC 8785, in base64url. */
export async function entryHash(previousHash: string, entry: Omit<ChainedEntry, 'hash'>): Promise<string> {
  const { TxID, amount, balance, posted_at, seq, wallet_id } = entry;
  const canonical = JSON.stringify({ ...(TxID !== undefined && { TxID }), amount, balance, posted_at, seq, wallet_id });
  const before = fromBase64Url(previousHash) ?? new Uint8Array(0);
  return toBase64Url(await sha256(joined(before, utf8(canonical))));
}

/**
 * Verifies that entries of one wallet follow each other: none is changed, missing, inserted or in
 * another place. That they are those of mib says a receipt of the last one, or one after it.
 * @param before the entry before the first of them. By default they begin with the first of all.
 * @throws MibInvalid broken_chain with the number of the first entry that does not follow
 */
export async function verifyEntries(entries: readonly ChainedEntry[], before: EntryBefore = FIRST): Promise<void> {
  const [first] = entries;
  let last = before;
  for (const entry of entries) {
    const follows =
      entry.wallet_id === first?.wallet_id &&
      entry.seq === last.seq + 1 &&
      BigInt(entry.balance) === BigInt(last.balance) + BigInt(entry.amount) &&
      entry.hash === (await entryHash(last.hash, entry));
    if (!follows)
      throw new MibInvalid('broken_chain', `Entry ${entry.seq} does not follow entry ${last.seq}.`, entry.seq);
    last = entry;
  }
}
