import type { CurrentSession } from './types.ts';

/**
 * Where a session is stored, for clients that share it: tabs of a browser, or processes. Of two clients
 * that refresh at the same time, the second one finds what the first one has stored.
 */
export interface SessionStore {
  /** The stored session; undefined if there is none. */
  read(): CurrentSession | undefined | Promise<CurrentSession | undefined>;
  /** Stores the session, or that there is none. */
  write(session: CurrentSession | undefined): void | Promise<void>;
  /**
   * Runs the work while no other client of this store does, such as by `navigator.locks`. Without it,
   * refreshes of several clients at the same time get the same tokens within half a minute.
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
}
