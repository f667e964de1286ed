/** Within this time, in ms, a new listener is known. */
export const LISTENERS_REFRESH_MS = 60_000;

/** A kind of listeners: webhooks of operators, webhooks of users, rules on the bus. */
export type LookForListeners = () => Promise<boolean>;

/**
 * Whether events have a receiver: EventBridge bills each event on a bus, also one that no rule matches.
 * Each kind of listeners is looked for again every minute.
 */
export class EventListeners {
  readonly #kinds: { readonly look: LookForListeners; known?: { readonly any: boolean; readonly at: number } }[];

  /** @param looks in the order in which they are asked; the first that finds a listener is enough */
  constructor(looks: readonly LookForListeners[]) {
    this.#kinds = looks.map((look) => ({ look }));
  }

  /**
   * Whether there is a listener. While a look fails, what it found before stands.
   * @param now ms since 1970
   * @throws Error if none is known, and a look fails that never succeeded
   */
  async any(now: number): Promise<boolean> {
    for (const kind of this.#kinds) {
      if (kind.known === undefined || now - kind.known.at >= LISTENERS_REFRESH_MS) await refresh(kind, now);
      if (kind.known?.any) return true;
    }
    return false;
  }
}

async function refresh(
  kind: { readonly look: LookForListeners; known?: { readonly any: boolean; readonly at: number } },
  now: number,
): Promise<void> {
  try {
    kind.known = { any: await kind.look(), at: now };
  } catch (error) {
    if (kind.known === undefined) throw error;
    kind.known = { any: kind.known.any, at: now };
  }
}
