import { computed, signal } from '@preact/signals';
import { createClient, type MibClient } from 'mib/client';
import { forgetDrafts } from '../ui/draft.ts';
import { forgetOwn } from './own-wallets.ts';
import { isLoggedIn, type KnownSession, sessionIn } from './stored-session.ts';

const ITEM = 'mib.session';

/** Reads are repeated a few times. A person who waits for a longer pause sees a countdown. */
const RETRIES = { attempts: 3, attemptTimeoutMs: 20_000, longestRetryAfterMs: 1_000 };
/** The longest time that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const known = signal<KnownSession>(read());

/** The session of the person. All tabs have the same. */
export const session = computed(() => (isLoggedIn(known.value) ? known.value : undefined));

/** The login of the session that ended, for the login form. */
export const endedLogin = computed(() => (isLoggedIn(known.value) ? undefined : known.value?.login));

/** Whether the person has logged out, in any tab: then nothing leads the next one to their views. */
export const hasLeft = signal(false);

/** The API for the person of the session. Without a session only login and registration work. */
export const client = computed<MibClient>(() =>
  createClient({
    baseUrl: location.origin,
    session: session.value,
    onSessionEnded: end,
    retries: RETRIES,
  }),
);

addEventListener('storage', ({ key, newValue }) => {
  if (key !== ITEM && key !== null) return;
  const next = sessionIn(newValue, Date.now());
  if (!next) {
    forgetDrafts();
    hasLeft.value = true;
  }
  adopt(next);
});

let expiry: ReturnType<typeof setTimeout> | undefined;
adopt(known.peek());

/** Logs in or registers. @throws MibProblem, MibUnreachable */
export async function enter(
  how: 'login' | 'register',
  credentials: { login: string; password: string },
): Promise<void> {
  const entering = client.peek();
  await entering[how](credentials);
  const entered = entering.session;
  if (entered?.expiresAt === undefined) throw new Error('the API gave a session without an end');
  store({ login: credentials.login, token: entered.token, expiresAt: entered.expiresAt });
}

/** Forgets the session and every draft, in every tab. */
export function logOut(): void {
  forgetDrafts();
  hasLeft.value = true;
  store(undefined);
}

/** The session is over, by its time or because the API refuses it. Drafts stay for the next login. */
function end(): void {
  const { login } = known.peek() ?? {};
  store(login === undefined ? undefined : { login });
}

function store(next: KnownSession): void {
  try {
    if (next) localStorage.setItem(ITEM, JSON.stringify(next));
    else localStorage.removeItem(ITEM);
  } catch {
    // Then the session lasts as long as this page.
  }
  adopt(next);
}

function adopt(next: KnownSession): void {
  clearTimeout(expiry);
  if (next?.login !== known.peek()?.login) forgetOwn();
  known.value = next;
  if (!isLoggedIn(next)) return;
  hasLeft.value = false;
  expiry = setTimeout(end, Math.min(MAX_TIMEOUT_MS, Date.parse(next.expiresAt) - Date.now()));
}

function read(): KnownSession {
  try {
    return sessionIn(localStorage.getItem(ITEM), Date.now());
  } catch {
    return undefined;
  }
}
