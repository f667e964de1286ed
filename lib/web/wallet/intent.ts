import type { MetadataRow } from './metadata-rows.ts';
import type { PaidTo } from './payment.ts';
import { type IntentStorage, StoredIntents } from './stored-intents.ts';

/**
 * One Idempotency-Key for one intent to pay, so that a double click, a reload, the back button, a
 * second tab or a form that stood open for a day never pay twice.
 *
 * An intent is known by its content: who pays whom, how much, with which texts. A form with other
 * content is another intent. Its states:
 *
 * | state | what it means | what the page does |
 * | --- | --- | --- |
 * | `ready` | it has a key, and nothing was sent | shows the confirmation |
 * | `sent` | a request was sent, and no result is known | sends, again under the same key |
 * | `paid` | the API accepted it as `TxID` | shows that transfer |
 * | `uncertain` | it may have been accepted, and its key no longer tells | asks the person to look first |
 *
 * ```
 * ready ── sending ──> sent ── accepted ──> paid
 *                       ├── refused (400, 404): nothing was done ──> forgotten
 *                       ├── no response, 401, 429, 500 ──> sent, under the same key
 *                       └── 422 idempotency_key_reused, or 23 hours old ──> uncertain
 * paid, uncertain ── again: the person wants the same payment once more ──> ready, under a new key
 * ```
 *
 * The API remembers a key for 24 hours. A `paid` intent is forgotten then, and an equal payment is a
 * new intent. A form that still has the old key does not send: `sending` gives it the new intent,
 * which the person confirms first.
 */
export type Intent =
  | { readonly state: 'ready' | 'sent' | 'uncertain'; readonly key: string; readonly since: number }
  | { readonly state: 'paid'; readonly key: string; readonly since: number; readonly TxID: string };

/** What is paid. Absent and empty texts are equal. */
export interface IntentContent {
  readonly from: string;
  /** 1 to 10, with amounts in minor units. */
  readonly payees: readonly PaidTo[];
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  readonly metadata?: readonly MetadataRow[] | undefined;
  /** RFC 3339. A payment that holds the money first is another intent than one that does not. */
  readonly holdUntil?: string | undefined;
}

export interface IntentOptions {
  readonly storage: IntentStorage;
  /** Whose payments they are. Another user of the same browser has other intents. */
  readonly owner: string;
  readonly newKey: () => string;
  /** ms since 1970. */
  readonly now: () => number;
}

/** The API forgets a key after 24 hours. A request takes a while to arrive. */
const KEY_LIFE_MS = 23 * 3_600_000;
const UNCERTAIN_LIFE_MS = 7 * 24 * 3_600_000;

/** The intents of one user in one browser. */
export class Intents {
  readonly #stored: StoredIntents;
  readonly #newKey: () => string;
  readonly #now: () => number;

  constructor({ storage, owner, newKey, now }: IntentOptions) {
    this.#stored = new StoredIntents(storage, owner);
    this.#newKey = newKey;
    this.#now = now;
    this.#removeOld();
  }

  /**
   * The intent of a form with this content, for the confirmation. The first call makes it. Every
   * further one, in every tab, returns the same.
   */
  of(content: IntentContent): Intent {
    const intent = this.#current(this.#stored.read(content));
    return intent ?? this.#write(content, { state: 'ready', key: this.#newKey(), since: this.#now() });
  }

  /**
   * Call this right before a request, with the key that the confirmation had. Send only if the result
   * is `sent` with this key. Anything else is what another tab or an earlier click has reached by
   * then: show it instead.
   */
  sending(content: IntentContent, key: string): Intent {
    const intent = this.of(content);
    if (intent.state !== 'ready' || intent.key !== key) return intent;
    // The API counts the life of a key from its first request.
    return this.#write(content, { state: 'sent', key, since: this.#now() });
  }

  /** The API accepted the request under this key. */
  accepted(content: IntentContent, key: string, TxID: string): Intent {
    return this.#write(content, { state: 'paid', key, since: this.#now(), TxID });
  }

  /** The API refused this content (400, 404): nothing was done, and no repetition will do anything. */
  refused(content: IntentContent, key: string): void {
    if (this.#stored.read(content)?.key === key) this.#stored.remove(content);
  }

  /** The key was used with another request (422 `idempotency_key_reused`), whose result is unknown. */
  reused(content: IntentContent, key: string): Intent {
    return this.#write(content, { state: 'uncertain', key, since: this.#now() });
  }

  /** The person wants this payment once more, after they saw that it is `paid` or `uncertain`. */
  again(content: IntentContent): Intent {
    const { state } = this.of(content);
    if (state === 'paid' || state === 'uncertain') this.#stored.remove(content);
    return this.of(content);
  }

  /** What was sent and has no result yet, after a reload for example. The oldest comes first. */
  unfinished(): { readonly content: IntentContent; readonly intent: Intent }[] {
    const all = this.#stored.all().flatMap(({ content, intent }) => {
      const present = this.#current(intent);
      return present ? [{ content, intent: present }] : [];
    });
    const open = all.filter(({ intent: { state } }) => state === 'sent' || state === 'uncertain');
    return open.sort((a, b) => a.intent.since - b.intent.since);
  }

  /** Forgets all intents of the user, when they log out: others may use this browser. */
  forget(): void {
    this.#stored.removeAll();
  }

  #write(content: IntentContent, intent: Intent): Intent {
    this.#stored.write(content, intent);
    return intent;
  }

  /** What an intent is by now. Undefined: it is so old that it means nothing. */
  #current(intent: Intent | undefined): Intent | undefined {
    if (!intent) return undefined;
    const { state, key, since } = intent;
    const age = this.#now() - since;
    if (state === 'sent' || state === 'uncertain') {
      if (age >= UNCERTAIN_LIFE_MS) return undefined;
      return state === 'sent' && age >= KEY_LIFE_MS ? { state: 'uncertain', key, since } : intent;
    }
    return age < KEY_LIFE_MS ? intent : undefined;
  }

  #removeOld(): void {
    for (const { content, intent } of this.#stored.all()) {
      if (!this.#current(intent)) this.#stored.remove(content);
    }
  }
}
