import type { StoredDigits } from '../../../payment-file/amounts.ts';
import type { RowProgress } from '../../../payment-file/progress.ts';
import type { IntentStorage } from '../stored-intents.ts';

/** A file that the person pays, as the browser stores it: after a closed tab it goes on. */
export interface StoredRun {
  readonly name: string;
  readonly text: string;
  /** The wallet that pays where a row names none. */
  readonly from: string;
  readonly rows: Readonly<Record<string, RowProgress>>;
  /** How many decimals the currencies had as it began. A version in which amounts were in minor units has none. */
  readonly digits?: StoredDigits | undefined;
  /** How many rows the file has. The version before did not store it. */
  readonly total?: number | undefined;
}

const nameOf = (owner: string) => `mib.file.${encodeURIComponent(owner.toWellFormed())}`;

/** The file that a user of this browser has begun to pay. What is stored may come from another program. */
export function readRun(storage: IntentStorage, owner: string): StoredRun | undefined {
  try {
    const parsed: unknown = JSON.parse(storage.getItem(nameOf(owner)) ?? 'null');
    return isRun(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stores how far the file is.
 * @throws Error if the browser stores nothing, or no more: then nothing is sent
 */
export function writeRun(storage: IntentStorage, owner: string, run: StoredRun): void {
  storage.setItem(nameOf(owner), JSON.stringify(run));
}

export function removeRun(storage: IntentStorage, owner: string): void {
  try {
    storage.removeItem(nameOf(owner));
  } catch {
    // A browser that refuses to remove has refused to store.
  }
}

function isRun(value: unknown): value is StoredRun {
  if (typeof value !== 'object' || value === null) return false;
  const { name, text, from, rows, digits, total }: Partial<Record<keyof StoredRun, unknown>> = value;
  if (total !== undefined && typeof total !== 'number') return false;
  const texts = [name, text, from].every((one) => typeof one === 'string');
  const isKnown = digits === undefined || isDigits(digits);
  return texts && isKnown && typeof rows === 'object' && rows !== null && Object.values(rows).every(isProgress);
}

/** Whether it is the decimals of currencies. */
export function isDigits(value: unknown): value is StoredDigits {
  return typeof value === 'object' && value !== null && Object.values(value).every(Number.isInteger);
}

function isProgress(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('sentAt' in value)) return false;
  const isText = !('TxID' in value) || typeof value.TxID === 'string';
  return isText && typeof value.sentAt === 'number';
}
