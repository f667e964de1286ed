import type { Intent, IntentContent } from './intent.ts';
import { type MetadataRow, metadataOf, rowsIn, rowsOf } from './metadata-rows.ts';

/** The part of the browser's `localStorage` that holds intents. All tabs of a browser share it. */
export interface IntentStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The names of all items. A browser that refuses to tell has stored none. */
export function namesIn(storage: IntentStorage): string[] {
  try {
    return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  } catch {
    return [];
  }
}

/**
 * The intents of one user, one item for each content, so that two tabs never write the same item for
 * two intents. What the storage refuses, because it is full or the browser has none, stays in memory:
 * then other tabs do not see it.
 */
export class StoredIntents {
  readonly #storage: IntentStorage;
  readonly #prefix: string;
  readonly #unstored = new Map<string, Intent>();

  constructor(storage: IntentStorage, owner: string) {
    this.#storage = storage;
    this.#prefix = `mib.intent.${encodeURIComponent(owner.toWellFormed())}.`;
  }

  read(content: IntentContent): Intent | undefined {
    return this.#readName(this.#nameOf(content));
  }

  write(content: IntentContent, intent: Intent): void {
    const name = this.#nameOf(content);
    try {
      this.#storage.setItem(name, JSON.stringify(intent));
      this.#unstored.delete(name);
    } catch {
      this.#unstored.set(name, intent);
    }
  }

  remove(content: IntentContent): void {
    this.#removeName(this.#nameOf(content));
  }

  /** All intents of the user with their contents. */
  all(): { readonly content: IntentContent; readonly intent: Intent }[] {
    return this.#names().flatMap((name) => {
      const content = contentIn(name.slice(this.#prefix.length));
      const intent = this.#readName(name);
      return content && intent ? [{ content, intent }] : [];
    });
  }

  removeAll(): void {
    for (const name of this.#names()) this.#removeName(name);
  }

  #readName(name: string): Intent | undefined {
    const unstored = this.#unstored.get(name);
    if (unstored) return unstored;
    try {
      return intentIn(JSON.parse(this.#storage.getItem(name) ?? 'null'));
    } catch {
      return undefined;
    }
  }

  #removeName(name: string): void {
    this.#unstored.delete(name);
    try {
      this.#storage.removeItem(name);
    } catch {
      // A browser that refuses to remove has refused to store.
    }
  }

  #nameOf({ from, payees, reference = '', note = '', metadata = [], holdUntil }: IntentContent): string {
    // As the API compares: a reference is stored in NFC, and an amount has no zeros in front.
    const [first = '', digits = '', ...more] = payees.flatMap(({ to, amount }) => [
      to,
      amount.replace(/^0+(?=\d)/, ''),
    ]);
    // In any order of the keys. Payees come in pairs, so one text more is this.
    const own = rowsOf(metadataOf(metadata)).sort((a, b) => (a.key < b.key ? -1 : 1));
    const held = holdUntil === undefined ? undefined : { metadata: own, holdUntil };
    const last = held ? [JSON.stringify(held)] : own.length > 0 ? [JSON.stringify(own)] : [];
    return this.#prefix + JSON.stringify([from, first, digits, reference.normalize('NFC'), note, ...more, ...last]);
  }

  #names(): string[] {
    const stored = namesIn(this.#storage).filter((name) => name.startsWith(this.#prefix));
    return [...new Set([...stored, ...this.#unstored.keys()])];
  }
}

/** Whatever is in the storage: the person, an extension or an older page may have written it. */
function intentIn(parsed: unknown): Intent | undefined {
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  if (!('state' in parsed && 'key' in parsed && 'since' in parsed)) return undefined;
  const { state, key, since } = parsed;
  if (typeof key !== 'string' || typeof since !== 'number') return undefined;
  if (state === 'ready' || state === 'sent' || state === 'uncertain') return { state, key, since };
  if (state !== 'paid' || !('TxID' in parsed) || typeof parsed.TxID !== 'string') return undefined;
  return { state, key, since, TxID: parsed.TxID };
}

function contentIn(text: string): IntentContent | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || !parsed.every((part) => typeof part === 'string')) return undefined;
    const [from = '', to = '', amount = '', reference = '', note = '', ...more] = parsed;
    const { metadata, holdUntil } = more.length % 2 === 1 ? lastIn(more.pop() ?? '') : lastIn('[]');
    const payees = [{ to, amount }];
    for (let n = 0; n < more.length; n += 2) payees.push({ to: more[n] ?? '', amount: more[n + 1] ?? '' });
    return {
      from,
      payees,
      ...(reference && { reference }),
      ...(note && { note }),
      ...(metadata.length > 0 && { metadata }),
      ...(holdUntil !== undefined && { holdUntil }),
    };
  } catch {
    return undefined;
  }
}

/** The metadata alone as a list, or with until when the money is held. */
function lastIn(json: string): Pick<IntentContent, 'holdUntil'> & { metadata: readonly MetadataRow[] } {
  const parsed: unknown = JSON.parse(json);
  if (Array.isArray(parsed)) return { metadata: rowsIn(json) };
  const { metadata = [], holdUntil } = Object(parsed);
  return { metadata: rowsIn(JSON.stringify(metadata)), ...(typeof holdUntil === 'string' && { holdUntil }) };
}
