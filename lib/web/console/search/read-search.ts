import { addressOf } from '../addresses.ts';

/** What a person looks for: a view of its own, a transfer without its wallet, or nothing that there is. */
export type Search =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'transfer'; readonly TxID: string }
  | { readonly kind: 'empty' | 'unknown' };

const WALLET_ID = /^\d{1,512}$/;
const TX_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * Reads what was typed or pasted: the number of a wallet, a TxID, or both in any order. Of a line of
 * a log with more numbers than one, the TxID alone counts.
 */
export function readSearch(text: string): Search {
  const words = text
    .trim()
    .split(/[\s/?#,;:="'“”]+/)
    .filter((word) => word !== '');
  const TxID = words.map((word) => word.toUpperCase()).find((word) => TX_ID.test(word));
  const others = words.filter((word) => word.toUpperCase() !== TxID);
  const [walletId, ...more] = [...new Set(others.filter((word) => WALLET_ID.test(word)))];
  const isOne = walletId !== undefined && more.length === 0;
  if (TxID !== undefined) {
    return isOne ? { kind: 'address', address: addressOf.transfer(walletId, TxID) } : { kind: 'transfer', TxID };
  }
  if (isOne) return { kind: 'address', address: addressOf.wallet(walletId) };
  return { kind: words.length === 0 ? 'empty' : 'unknown' };
}
