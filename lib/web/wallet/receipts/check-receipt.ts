import {
  type EntryReceipt,
  type KeySet,
  MibInvalid,
  MibUnsupported,
  type StatementEntry,
  type VerifiedReceipt,
  type VerifiedRoot,
  verifyEntries,
  verifyInclusion,
  verifyReceipt,
} from 'mib/client';

export type CheckName = 'form' | 'key' | 'signature' | 'hash' | 'chain' | 'same' | 'root';

/** One thing that was looked at. After one that failed, the others are open. */
export interface Check {
  readonly name: CheckName;
  readonly state: 'passed' | 'failed' | 'open';
  /** Why it failed: a reason of the client, or `other_fact`. */
  readonly fault?: string;
}

/** What a page knows of the fact beside the receipt. */
export interface KnownFact {
  /** The entry that the page shows, and the one before it unless it is the first. */
  readonly entry?: { readonly entry: StatementEntry; readonly previous: StatementEntry | undefined };
  /** The transfer that the page shows. */
  readonly transfer?: { readonly wallet_id: string; readonly TxID: string; readonly status: string };
}

/** What became of a receipt. `unsupported` says nothing about it. */
export type Verdict =
  | { readonly kind: 'unsupported' }
  | {
      readonly kind: 'checked';
      readonly checks: readonly Check[];
      readonly stated?: VerifiedReceipt;
      readonly root?: VerifiedRoot;
    };

/** The check that each reason of the client is about. */
const CHECK_OF: Readonly<Record<string, CheckName>> = {
  malformed: 'form',
  wrong_type: 'form',
  wrong_algorithm: 'form',
  unknown_key: 'key',
  revoked_key: 'key',
  wrong_signature: 'signature',
  wrong_issuer: 'signature',
  wrong_hash: 'hash',
};

/** Verifies a receipt offline, check by check, with what the page knows beside it. */
export async function checkReceipt(
  receipt: Pick<EntryReceipt, 'receipt' | 'inclusion'>,
  keys: KeySet,
  known: KnownFact = {},
): Promise<Verdict> {
  let at: CheckName = 'form';
  let stated: VerifiedReceipt | undefined;
  let root: VerifiedRoot | undefined;
  let fault: string | undefined;
  try {
    stated = await verifyReceipt(receipt.receipt, keys);
    at = 'same';
    if (!states(stated, known)) fault = 'other_fact';
    at = 'chain';
    if (fault === undefined && known.entry) await verifyEntries([known.entry.entry], known.entry.previous);
    at = 'root';
    if (fault === undefined && receipt.inclusion) ({ root } = await verifyInclusion(receipt, keys));
  } catch (error) {
    if (error instanceof MibUnsupported) return { kind: 'unsupported' };
    // Anybody may have written the text: whatever it makes of the client, it is no receipt.
    fault = error instanceof MibInvalid ? error.reason : 'malformed';
    if (at === 'form') at = CHECK_OF[fault] ?? 'form';
  }
  if (fault === 'other_fact') at = 'same';
  const names = namesOf(stated, receipt, known);
  const failedAt = fault === undefined ? names.length : Math.max(0, names.indexOf(at));
  const checks = names.map((name, index): Check => {
    if (index === failedAt) return { name, state: 'failed', ...(fault !== undefined && { fault }) };
    return { name, state: index < failedAt ? 'passed' : 'open' };
  });
  return { kind: 'checked', checks, ...(stated && { stated }), ...(root && { root }) };
}

/** The receipt in a text that a person has pasted: itself, or the response of the API that has it. */
export function pastedReceipt(text: string): Pick<EntryReceipt, 'receipt' | 'inclusion'> {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { receipt: trimmed.replaceAll(/\s/g, '') };
  try {
    // Whatever it is instead, the checks find it.
    const { receipt, inclusion }: EntryReceipt = JSON.parse(trimmed);
    return { receipt: String(receipt), ...(inclusion && { inclusion }) };
  } catch {
    return { receipt: trimmed };
  }
}

/** The checks that there are to make. */
function namesOf(stated: VerifiedReceipt | undefined, { inclusion }: { inclusion?: unknown }, known: KnownFact) {
  const isEntry = stated?.kind === 'entry' || known.entry !== undefined || (!stated && !known.transfer);
  const names: (CheckName | undefined)[] = [
    'form',
    'key',
    'signature',
    isEntry ? 'hash' : undefined,
    known.entry || known.transfer ? 'same' : undefined,
    known.entry ? 'chain' : undefined,
    inclusion ? 'root' : undefined,
  ];
  return names.filter((name) => name !== undefined);
}

function states(stated: VerifiedReceipt, { entry, transfer }: KnownFact): boolean {
  if (entry) {
    const { wallet_id, seq, hash } = entry.entry;
    return (
      stated.kind === 'entry' &&
      stated.entry.wallet_id === wallet_id &&
      stated.entry.seq === seq &&
      stated.entry.hash === hash
    );
  }
  if (!transfer) return true;
  if (stated.kind !== 'transfer') return false;
  const { wallet_id, TxID, status } = stated.transfer;
  return wallet_id === transfer.wallet_id && TxID === transfer.TxID && status === transfer.status;
}
