import { computed, signal } from '@preact/signals';
import {
  type ChallengeResponse,
  createClient,
  type MibClient,
  type PasskeyAssertion,
  type SessionStore,
} from 'mib/client';
import { forgetDrafts } from '../ui/draft.ts';
import { forgetOwn } from './own-wallets.ts';
import { usePasskey } from './passkeys/authenticator.ts';
import { endOf, isLoggedIn, type KnownSession, sessionIn } from './stored-session.ts';

const ITEM = 'mib.session';

/** Reads are repeated a few times. A person who waits for a longer pause sees a countdown. */
const RETRIES = { attempts: 3, attemptTimeoutMs: 20_000, longestRetryAfterMs: 1_000 };
/** The longest time that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const known = signal<KnownSession>(read());

/** The session of the person. All tabs have the same. */
export const session = computed(() => (isLoggedIn(known.value) ? known.value : undefined));

/** Whether the person has to add a second factor before anything else. */
export const mustAddFactor = computed(() => session.value?.scope === 'second_factor');

/** The login of the session that ended, for the login form. */
export const endedLogin = computed(() => (isLoggedIn(known.value) ? undefined : known.value?.login));

/** Whether the person has logged out, in any tab: then nothing leads the next one to their views. */
export const hasLeft = signal(false);

/** Changes with the person, and not with each new token. */
const person = computed(() => session.value?.login);

/** Who logs in or registers now. */
let entering: string | undefined;

/** The session of all tabs. Of two tabs that refresh it, the second one takes what the first one has stored. */
const tabs: SessionStore = {
  read: () => {
    const stored = read();
    return isLoggedIn(stored) ? stored : session.peek();
  },
  write: (next) => {
    const login = entering ?? known.peek()?.login;
    // A client whose person has left may still refresh, to end its session.
    if (login === undefined || (hasLeft.peek() && entering === undefined)) return;
    const { token, expiresAt, refreshToken, refreshExpiresAt, scope } = next ?? {};
    if (token === undefined || expiresAt === undefined) store({ login });
    else {
      const refresh = refreshToken && { refreshToken, refreshExpiresAt };
      store({ login, token, expiresAt, ...refresh, ...(scope && { scope }) });
    }
  },
  exclusively: (work) =>
    new Promise((resolve, reject) => {
      const run = () => work().then(resolve, reject);
      // Only a page by https, or of this machine, has locks.
      void ('locks' in navigator ? navigator.locks.request(ITEM, run) : run());
    }),
};

/** The API for the person of the session. Without a session only login and registration work. */
export const client = computed<MibClient>(() => {
  // The client of another person has nothing of the one before.
  const isOf = person.value;
  return createClient({
    baseUrl: location.origin,
    session: isOf === undefined ? undefined : session.peek(),
    store: tabs,
    onSessionEnded: end,
    retries: RETRIES,
  });
});

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
  await entered(credentials.login, () => client.peek()[how](credentials));
}

/** Completes a login that needs a code. @throws MibProblem, MibUnreachable */
export async function enterWithCode(login: string, response: ChallengeResponse): Promise<void> {
  await entered(login, () => client.peek().loginWithCode(response));
}

/**
 * Logs in with a passkey, whose user the API names.
 * @param challenge of a login whose password was right
 * @throws MibProblem, MibUnreachable, PasskeyRefused
 */
export async function enterWithPasskey(challenge?: string): Promise<void> {
  await enterWithAnswer(await usePasskey(await client.peek().passkeyLoginOptions()), challenge);
}

/** Logs in with what a passkey has signed. @throws MibProblem, MibUnreachable */
export async function enterWithAnswer(response: PasskeyAssertion, challenge?: string): Promise<void> {
  // A client without a store: the tabs take a session together with its login.
  const entrance = createClient({ baseUrl: location.origin, retries: RETRIES });
  const { login } = await entrance.loginWithPasskey({ response, ...(challenge !== undefined && { challenge }) });
  if (login === undefined) throw new Error('the response names no user');
  await entered(login, async () => tabs.write(entrance.session));
}

async function entered(login: string, send: () => Promise<unknown>): Promise<void> {
  entering = login;
  try {
    await send();
  } finally {
    entering = undefined;
  }
}

/**
 * Ends the session, and forgets it and every draft, in every tab. Without a network the API does not hear
 * of it: the session then ends by its time.
 */
export function logOut(): Promise<void> {
  const leaving = client.peek();
  forgetDrafts();
  hasLeft.value = true;
  store(undefined);
  return leaving.logout();
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
  expiry = setTimeout(end, Math.min(MAX_TIMEOUT_MS, Date.parse(endOf(next)) - Date.now()));
}

function read(): KnownSession {
  try {
    return sessionIn(localStorage.getItem(ITEM), Date.now());
  } catch {
    return undefined;
  }
}
