import {
  firstRefreshToken,
  formatRefreshToken,
  hashesOf,
  newSalt,
  parseRefreshToken,
  successorOf,
} from '../../lib/auth/refresh-tokens.ts';
import { RELOAD_AFTER_MS, REVOKED_FOR_MS, RevokedTokens, TOO_OLD_MS } from '../../lib/auth/revoked-tokens.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import type { StoredRevocation } from '../../lib/domain/revocation.ts';
import { endOfSession, REPEAT_MS, type Session, surplusSessions, usedBefore } from '../../lib/domain/session.ts';
import { deviceOf, networkPrefix } from '../../lib/lambda/http/device.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const SESSION = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const token = () => firstRefreshToken('01ARZ3NDEKTSV4RRFFQ69G5FAX', SESSION);

describe('a refresh token', () => {
  it('is read back as it was written, and has 256 random bits', () => {
    const made = token();
    expect(parseRefreshToken(formatRefreshToken(made))).toEqual(made);
    expect(Buffer.from(made.secret, 'hex')).toHaveLength(32);
    expect(token().secret).not.toBe(made.secret);
  });

  it.each(['', 'garbage', 'a.b.c.d', '../..'])('is not %p', (text) => {
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  it('is not one with the id of a session beyond the largest timestamp', () => {
    const text = formatRefreshToken({ ...token(), sessionId: `8${SESSION.slice(1)}` });
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  it('has one successor for a salt, which nobody knows without the token and the salt', () => {
    const [made, salt] = [token(), newSalt()];
    expect(successorOf(made, salt)).toEqual(successorOf(made, salt));
    expect(successorOf(made, newSalt()).secret).not.toBe(successorOf(made, salt).secret);
    expect(successorOf({ ...made, secret: token().secret }, salt).secret).not.toBe(successorOf(made, salt).secret);
  });

  it('is stored as a hash that does not contain it', () => {
    const { family, secret } = token();
    const stored = JSON.stringify(hashesOf({ ...token(), family, secret }));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(family);
  });
});

describe('a refresh token that a session does not have now', () => {
  const session = { familyHash: 'family', rotation: { secretHash: 'last', salt: 'salt', at: NOW } };

  it.each([
    ['repeated', 'the last one, half a minute later', { familyHash: 'family', secretHash: 'last' }, NOW + REPEAT_MS],
    ['reused', 'the last one, later', { familyHash: 'family', secretHash: 'last' }, NOW + REPEAT_MS + 1],
    ['reused', 'one before the last', { familyHash: 'family', secretHash: 'older' }, NOW],
    ['foreign', 'a guess', { familyHash: 'another', secretHash: 'last' }, NOW],
  ])('is %s if it is %s', (expected, _, presented, now) => {
    expect(usedBefore(session, presented, now)).toBe(expected);
  });

  it('is reused if the session was never refreshed', () => {
    expect(usedBefore({ familyHash: 'family' }, { familyHash: 'family', secretHash: 'x' }, NOW)).toBe('reused');
  });
});

describe('the end of a session', () => {
  const rules = sessionRules({ ACCESS_TOKEN_SECONDS: 900, SESSION_IDLE_HOURS: 24, SESSION_DAYS: 30 });

  it('is a day after its last use, and 30 days after its beginning at the latest', () => {
    expect(endOfSession(rules, NOW, NOW + HOUR)).toBe((NOW + 25 * HOUR) / 1_000);
    expect(endOfSession(rules, NOW, NOW + 30 * 24 * HOUR - 1)).toBe((NOW + 30 * 24 * HOUR) / 1_000);
  });

  it.each([
    ['ACCESS_TOKEN_SECONDS', '59', 'is less than 60'],
    ['ACCESS_TOKEN_SECONDS', '3601', 'is more than 3600'],
    ['SESSION_IDLE_HOURS', '0', 'is less than 1'],
    ['SESSION_DAYS', '31', 'is more than 30'],
    ['SESSION_DAYS', 'many', 'is not a whole number'],
  ] as const)('has bounds: %s=%s %s', (name, text, message) => {
    expect(sessionSettings[name].safeParse(text).error?.issues[0]?.message).toBe(message);
  });
});

describe('more sessions than a user can have', () => {
  it('are those that were used the longest time ago', () => {
    const used = (lastUsedAt: number): Session => ({
      ...{ userId: 'ann', sessionId: String(lastUsedAt), login: 'ann', generation: 1, passwordSince: '' },
      ...{ familyHash: '', secretHash: '', network: '', userAgent: '', expiresAt: 0, lastUsedAt },
    });
    const sessions = Array.from({ length: 51 }, (_, n) => used(51 - n));
    expect(surplusSessions(sessions).map(({ lastUsedAt }) => lastUsedAt)).toEqual([1, 2]);
    expect(surplusSessions(sessions.slice(0, 49))).toEqual([]);
  });
});

describe('where a session is used from', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['', ''],
    ['unknown', ''],
  ])('is the network of %s: %s', (address, network) => {
    expect(networkPrefix(address)).toBe(network);
  });

  it('has a user agent without control characters and of a bounded length', () => {
    expect(deviceOf('', 'curl/8\r\n\u202eevil').userAgent).toBe('curl/8 evil');
    expect(deviceOf('', 'x'.repeat(5_000)).userAgent).toHaveLength(200);
  });
});

describe('revoked tokens', () => {
  const claims = { userId: 'ann', sessionId: SESSION, generation: 1 };
  const listOf = (...stored: StoredRevocation[]) => {
    const asked: number[] = [];
    const revoked = new RevokedTokens({
      since: async (at) => {
        asked.push(at);
        return stored.filter((one) => one.at >= at);
      },
    });
    return { revoked, asked, stored };
  };

  it.each([
    ['of the session', { sessionId: SESSION }, 'refused'],
    ['of another session', { sessionId: '01ARZ3NDEKTSV4RRFFQ69G5FAX' }, 'accepted'],
    ['of the sessions before the next generation', { userId: 'ann', generation: 2 }, 'refused'],
    ['of the sessions before its own generation', { userId: 'ann', generation: 1 }, 'accepted'],
    ['of another user', { userId: 'bob', generation: 2 }, 'accepted'],
  ])('%s: the token is %s', async (_, revocation, end) => {
    const { revoked } = listOf({ revocation, at: NOW });
    const checked = revoked.assertValid(claims, NOW).then(
      () => 'accepted',
      (error: { code?: string }) => (error.code === 'unauthenticated' ? 'refused' : error),
    );
    expect(await checked).toBe(end);
  });

  it('include the tokens of a version without sessions, of a user whose sessions were ended', async () => {
    const { revoked } = listOf({ revocation: { userId: 'ann', generation: 1 }, at: NOW });
    await expect(revoked.assertValid({ userId: 'ann', generation: 0 }, NOW)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('cost one read in two seconds, whatever the number of requests, and then only of what is new', async () => {
    const { revoked, asked } = listOf();
    for (let ms = 0; ms <= RELOAD_AFTER_MS; ms += 100) await revoked.assertValid(claims, NOW + ms);
    expect(asked).toEqual([NOW - REVOKED_FOR_MS]);
    await Promise.all([1, 2, 3].map(() => revoked.assertValid(claims, NOW + RELOAD_AFTER_MS + 1)));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBeGreaterThan(NOW - 2 * TOO_OLD_MS);
  });

  it('stop within two seconds', async () => {
    const { revoked, stored } = listOf();
    await revoked.assertValid(claims, NOW);
    stored.push({ revocation: { sessionId: SESSION }, at: NOW + 1 });
    await revoked.assertValid(claims, NOW + RELOAD_AFTER_MS);
    await expect(revoked.assertValid(claims, NOW + RELOAD_AFTER_MS + 1)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('stay known for a minute without the list, and then every request fails', async () => {
    let isDown = false;
    const revoked = new RevokedTokens({
      since: async () => {
        if (isDown) throw new Error('no database');
        return [{ revocation: { sessionId: SESSION }, at: NOW }];
      },
    });
    const other = { ...claims, sessionId: 'another' };
    await revoked.assertValid(other, NOW);
    isDown = true;
    await revoked.assertValid(other, NOW + TOO_OLD_MS);
    await expect(revoked.assertValid(claims, NOW + TOO_OLD_MS)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(revoked.assertValid(other, NOW + TOO_OLD_MS + 1)).rejects.toThrow('no database');
  });

  it('fail every request of an instance that has never read the list', async () => {
    const revoked = new RevokedTokens({ since: () => Promise.reject(new Error('no database')) });
    await expect(revoked.assertValid(claims, NOW)).rejects.toThrow('no database');
  });

  it('are forgotten once no token can be left', async () => {
    const { revoked, stored } = listOf({ revocation: { sessionId: SESSION }, at: NOW });
    await expect(revoked.assertValid(claims, NOW)).rejects.toThrow();
    stored.length = 0;
    await revoked.assertValid(claims, NOW + REVOKED_FOR_MS + 1);
  });
});
