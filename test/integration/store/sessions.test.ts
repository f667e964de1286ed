import { ulid } from 'ulid';
import { RevokedTokens } from '../../../lib/auth/revoked-tokens.ts';
import { sessionRules } from '../../../lib/config/session-settings.ts';
import { MAX_SESSIONS, REPEAT_MS } from '../../../lib/domain/session.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Users } from '../../../lib/store/users.ts';
import { beginFirstSession, beginSession } from '../../../lib/usecases/begin-session.ts';
import { changePassword } from '../../../lib/usecases/change-password.ts';
import { endOwnSession, endSessions } from '../../../lib/usecases/end-sessions.ts';
import { login } from '../../../lib/usecases/login.ts';
import { ownSessions } from '../../../lib/usecases/own-sessions.ts';
import { refreshSession } from '../../../lib/usecases/refresh-session.ts';
import { register } from '../../../lib/usecases/register.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const PASSWORD = 'correct horse battery';
const CREDENTIALS = { login: 'ann', password: PASSWORD };
const rules = sessionRules({ ACCESS_TOKEN_SECONDS: 900, SESSION_IDLE_HOURS: 24, SESSION_DAYS: 30 });
const device = { network: '203.0.113.0/24', userAgent: 'a test' };

let tables: FreshTables;
let stores: {
  users: Users;
  sessions: Sessions;
  signIns: SignIns;
  revocations: Revocations;
  backoff: LoginBackoff;
  factors: UserFactors;
};
beforeEach(async () => {
  tables = await memoryTables();
  const { documents } = tables;
  stores = {
    users: new Users(documents, tables.users),
    sessions: new Sessions(documents, tables.sessions),
    signIns: new SignIns(documents, tables.sessions),
    revocations: new Revocations(documents, tables.revocations),
    backoff: new LoginBackoff(documents, tables.throttles),
    factors: new UserFactors(documents, tables.factors),
  };
});
afterEach(() => tables.close());

const made = (now: number) => ({ sessionId: ulid(now), device, rules, now, isConfirmed: false });
const from = (now: number) => ({ now, address: 'somewhere', attemptId: `${now}`, passwordCost: 4, device });
const registerAnn = () => register(stores, CREDENTIALS, { ...from(NOW), userId: 'ann-1' });
const begin = async (now = NOW) => {
  const session = await beginSession(stores, await login(stores, CREDENTIALS, from(now)), made(now));
  if (!session) throw new Error('the password was changed meanwhile');
  return session;
};
const refresh = (refreshToken: string, now = NOW) =>
  refreshSession(stores, refreshToken, { now, device, rules, secondFactor: 'optional' });
const ended = { code: 'session_ended' };
/** Whether a function that reads the list now accepts an access token of the session. */
const accepts = (session: { claims: Parameters<RevokedTokens['assertValid']>[0] }, now = NOW) =>
  new RevokedTokens(stores.revocations).assertValid(session.claims, now).then(
    () => true,
    () => false,
  );
const change = (caller: Parameters<typeof changePassword>[1], newPassword: string, now = NOW) =>
  changePassword(stores, caller, {
    ...made(now),
    ...from(now),
    password: PASSWORD,
    newPassword,
    minPasswordCharacters: 8,
  });

describe('a refresh token that was replaced', () => {
  beforeEach(registerAnn);

  it('gets the same successor for half a minute, and none is stored', async () => {
    const first = await begin();
    const second = await refresh(first.refreshToken, NOW + HOUR);
    expect((await refresh(first.refreshToken, NOW + HOUR + REPEAT_MS)).refreshToken).toBe(second.refreshToken);
    const stored = JSON.stringify(await tables.contents());
    for (const { refreshToken } of [first, second]) {
      for (const secret of refreshToken.split('.').slice(2)) expect(stored).not.toContain(secret);
    }
  });

  it('ends the session after that, for the owner and for the thief, and its access tokens', async () => {
    const [first, other] = [await begin(), await begin()];
    const second = await refresh(first.refreshToken);
    const later = NOW + REPEAT_MS + 1;
    await expect(refresh(first.refreshToken, later)).rejects.toMatchObject(ended);
    await expect(refresh(second.refreshToken, later)).rejects.toMatchObject(ended);
    expect(await accepts(second, later)).toBe(false);
    expect(await accepts(other, later)).toBe(true);
    await refresh(other.refreshToken, later);
  });
});

describe('a session', () => {
  beforeEach(registerAnn);

  it('ends a day after its last use', async () => {
    const { refreshToken } = await begin();
    const used = await refresh(refreshToken, NOW + 24 * HOUR - 1_000);
    await refresh(used.refreshToken, NOW + 47 * HOUR);
    const idle = await begin();
    await expect(refresh(idle.refreshToken, NOW + 24 * HOUR)).rejects.toMatchObject(ended);
  });

  it('ends 30 days after its beginning, however much it is used', async () => {
    let { refreshToken } = await begin();
    for (let hour = 20; hour < 720; hour += 20) ({ refreshToken } = await refresh(refreshToken, NOW + hour * HOUR));
    await expect(refresh(refreshToken, NOW + 720 * HOUR)).rejects.toMatchObject(ended);
  });

  it('is no longer listed when it has expired, before the database has removed it', async () => {
    await begin();
    await begin(NOW + HOUR);
    expect(await ownSessions(stores.sessions, 'ann-1', NOW + 24 * HOUR)).toHaveLength(1);
  });

  it('makes room for another one above the maximum: the least recently used is forgotten', async () => {
    const first = await begin();
    for (let n = 1; n <= MAX_SESSIONS; n++) await begin(NOW + n);
    await expect(refresh(first.refreshToken, NOW + 100)).rejects.toMatchObject(ended);
    expect(await ownSessions(stores.sessions, 'ann-1', NOW + 100)).toHaveLength(MAX_SESSIONS);
    // Its access token expires by itself: a program that logs in often has not lost the earlier ones.
    expect(await accepts(first, NOW + 100)).toBe(true);
  });
});

describe('ending all sessions of a user', () => {
  beforeEach(registerAnn);

  it('ends those that there are, also a forgotten one, and not the next', async () => {
    const before = await begin();
    await stores.sessions.end('ann-1', before.claims.sessionId ?? '');
    const other = await begin();
    expect(await endSessions(stores, 'ann-1', NOW)).toBe(1);
    const after = await begin();
    for (const session of [before, other]) {
      await expect(refresh(session.refreshToken)).rejects.toMatchObject(ended);
      expect(await accepts(session)).toBe(false);
    }
    expect(await accepts(after)).toBe(true);
    await refresh(after.refreshToken);
  });

  it('ends the tokens of a version without sessions, and so does logging out with one', async () => {
    const older = { userId: 'ann-1', generation: 0 };
    const session = await begin();
    expect(await accepts({ claims: older })).toBe(true);
    await endOwnSession(stores, older, NOW);
    expect(await accepts({ claims: older })).toBe(false);
    expect(await accepts(session)).toBe(true);
  });
});

describe('a change of the password', () => {
  it('ends every other session, and those that began with the old password meanwhile', async () => {
    const ann = await registerAnn();
    const mine = await beginFirstSession(stores, ann, made(NOW));
    // A login whose password was compared before the change, and whose session begins after it.
    const late = await login(stores, CREDENTIALS, from(NOW));
    const changed = await change(mine.claims, 'another good password');
    expect(await beginSession(stores, late, made(NOW))).toBeUndefined();
    expect(await accepts(mine)).toBe(false);
    expect(await accepts(changed)).toBe(true);
    expect(await ownSessions(stores.sessions, 'ann-1', NOW)).toHaveLength(1);
  });

  it('that was interrupted before it ended the sessions ends each with its next refresh', async () => {
    const ann = await registerAnn();
    const session = await beginFirstSession(stores, ann, made(NOW));
    await stores.users.changePassword(ann, 'another hash', new Date(NOW + 1).toISOString());
    await expect(refresh(session.refreshToken, NOW + 1)).rejects.toMatchObject(ended);
    expect(await accepts(session, NOW + 1)).toBe(false);
  });

  it('needs a session that is stored, and happens once for two requests at the same time', async () => {
    const ann = await registerAnn();
    const session = await beginFirstSession(stores, ann, made(NOW));
    const ends = await Promise.allSettled([
      change(session.claims, 'another good password'),
      change(session.claims, 'a third good password', NOW + 1),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(change(session.claims, 'a fourth good password')).rejects.toMatchObject({ code: 'unauthenticated' });
    const older = { userId: 'ann-1', generation: 0 };
    await expect(change(older, 'a fifth good password')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a block beside a login and a refresh', () => {
  const later = async <T>(turns: number, run: () => Promise<T>): Promise<T> => {
    for (let n = 0; n < turns; n++) await new Promise((resolve) => setImmediate(resolve));
    return run();
  };

  it.each([0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 30])(
    'leaves no session and no token, begun %i turns later',
    async (turns) => {
      await registerAnn();
      const standing = await begin();
      const block = async () => {
        await stores.users.block('ann', new Date(NOW).toISOString());
        await endSessions(stores, 'ann-1', NOW);
      };
      const logIn = async () => beginSession(stores, await login(stores, CREDENTIALS, from(NOW + 1)), made(NOW + 1));
      const [blocked, ...others] = await Promise.allSettled([
        later(turns, block),
        logIn(),
        later(1, () => refresh(standing.refreshToken, NOW + 1)),
      ]);
      expect(blocked.status).toBe('fulfilled');
      for (const one of others) {
        if (one.status === 'rejected') expect(['user_blocked', 'session_ended']).toContain(one.reason.code);
        else if (one.value) {
          expect(await accepts(one.value, NOW + 2)).toBe(false);
          await expect(refresh(one.value.refreshToken, NOW + 2)).rejects.toMatchObject(ended);
        }
      }
      expect(await ownSessions(stores.sessions, 'ann-1', NOW + 2)).toEqual([]);
      await expect(refresh(standing.refreshToken, NOW + 2)).rejects.toMatchObject(ended);
    },
  );
});
