import type { StoredDigits } from '../../../payment-file/amounts.ts';
import { type IntentStorage, namesIn } from '../stored-intents.ts';
import { isDigits, readRun, removeRun, type StoredRun } from './stored-run.ts';

/**
 * A file that is partly paid, as the browser remembers it after its rows are forgotten: no wallet and no
 * amount, so that another user of the browser reads none. It is enough to pay no row twice. The file,
 * chosen again, has the keys of its rows, and their transfers since then have them in their metadata.
 */
export interface LeftFile {
  readonly name: string;
  /** When its first row was sent, in ms since 1970. */
  readonly since: number;
  /** The rows that the API is known to have accepted. */
  readonly accepted: number;
  /** How many decimals the currencies had as it began, as a run has them. */
  readonly digits?: StoredDigits | undefined;
}

const prefixOf = (owner: string) => `mib.left-file.${encodeURIComponent(owner.toWellFormed())}.`;
const itemOf = (owner: string, name: string) => prefixOf(owner) + encodeURIComponent(name.toWellFormed());

/** The files that a user of this browser has left unfinished, the newest first. */
export function leftFiles(storage: IntentStorage, owner: string): LeftFile[] {
  const prefix = prefixOf(owner);
  return namesIn(storage)
    .filter((item) => item.startsWith(prefix))
    .flatMap((item) => readItem(storage, item) ?? [])
    .sort((a, b) => b.since - a.since);
}

/** The file of this name that a user has left unfinished. */
export function leftFile(storage: IntentStorage, owner: string, name: string): LeftFile | undefined {
  return readItem(storage, itemOf(owner, name));
}

/** What stays of a file when its rows are forgotten. Undefined if no row was sent, or each is accepted. */
export function leftOf({ name, rows, total, digits }: StoredRun): LeftFile | undefined {
  const sent = Object.values(rows);
  const accepted = sent.filter(({ TxID }) => TxID !== undefined).length;
  if (sent.length === 0 || accepted === total) return undefined;
  return { name, since: Math.min(...sent.map(({ sentAt }) => sentAt)), accepted, ...(digits && { digits }) };
}

/**
 * Forgets the rows of the file that a user pays, when they log out or pay another one. The rows are far
 * larger than what stays, so that there is room for it.
 * @throws Error if the browser does not store it
 */
export function leaveRun(storage: IntentStorage, owner: string): void {
  const run = readRun(storage, owner);
  const left = run && leftOf(run);
  removeRun(storage, owner);
  if (!left) return;
  const before = leftFile(storage, owner, left.name);
  const since = Math.min(left.since, before?.since ?? left.since);
  storage.setItem(itemOf(owner, left.name), JSON.stringify({ ...left, since }));
}

/** Forgets a file for good: it goes on, is finished, or the person says so. */
export function forgetLeft(storage: IntentStorage, owner: string, name: string): void {
  try {
    storage.removeItem(itemOf(owner, name));
  } catch {
    // A browser that refuses to remove has refused to store.
  }
}

/** What is stored may come from another program. */
function readItem(storage: IntentStorage, item: string): LeftFile | undefined {
  try {
    const parsed: unknown = JSON.parse(storage.getItem(item) ?? 'null');
    const { name, since, accepted, digits }: Partial<Record<keyof LeftFile, unknown>> = Object(parsed);
    const isLeft = typeof name === 'string' && typeof since === 'number' && typeof accepted === 'number';
    if (!isLeft || !(digits === undefined || isDigits(digits))) return undefined;
    return { name, since, accepted, ...(digits && { digits }) };
  } catch {
    return undefined;
  }
}
