import { TOTP } from 'otpauth';
import { signChallenge, verifyChallenge } from '../../lib/auth/challenges.ts';
import { generateSigningKeys, type PrivateKeySet, publicKeySet } from '../../lib/auth/keys.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from '../../lib/auth/recovery-codes.ts';
import { signUserToken, verifyUserToken } from '../../lib/auth/tokens.ts';
import { newTotpSecret, otpauthUri, stepOfCode } from '../../lib/auth/totp.ts';
import { CONFIRMED_MS, isConfirmed, NO_FACTORS } from '../../lib/domain/second-factor.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 0, 7);
const STEP = Math.floor(NOW / 30_000);

describe('a code', () => {
  // RFC 6238, appendix B, with the last 6 of its 8 digits.
  it.each([
    [59_000, '287082'],
    [1_111_111_109_000, '081804'],
    [20_000_000_000_000, '353130'],
  ])('at %d ms is that of RFC 6238', (at, code) => {
    expect(stepOfCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code, at)).toBe(Math.floor(at / 30_000));
  });

  it('is taken one step early and late, and no more', () => {
    const secret = newTotpSecret();
    const steps = [-2, -1, 0, 1, 2].map((late) =>
      stepOfCode(secret, new TOTP({ secret }).generate({ timestamp: NOW + 30_000 * late }), NOW),
    );
    expect(steps).toEqual([undefined, STEP - 1, STEP, STEP + 1, undefined]);
  });

  it.each(['', '12345', '1234567', 'abcdef', '12 34 5'])('is not %j', (code) => {
    expect(stepOfCode(newTotpSecret(), code, NOW)).toBeUndefined();
  });
});

it('a secret has 160 random bits, and its address says whose it is in any script', () => {
  const [secret, other] = [newTotpSecret(), newTotpSecret()];
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(other).not.toBe(secret);
  const uri = new URL(otpauthUri(secret, 'zoë & co'));
  expect([uri.protocol, decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', expect.stringContaining('zoë & co')]);
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'mib', digits: '6', period: '30' });
});

it('recovery codes are ten different ones, equal in any letter case and grouping', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/);
    expect(hashOfRecoveryCode(` ${code.toUpperCase().replaceAll('-', '')} `)).toBe(hashOfRecoveryCode(code));
  }
});

describe('a challenge', () => {
  const login = { userId: 'ann-1', login: 'ann', passwordSince: '2026-11-26T10:00:00.000Z' };
  const ended = { code: 'challenge_ended' };
  let keys: PrivateKeySet;
  beforeAll(async () => {
    keys = await generateSigningKeys();
  });

  it('says for five minutes whose password was right', async () => {
    const token = await signChallenge(keys, login, NOW);
    expect(await verifyChallenge(publicKeySet(keys), token, NOW + 299_000)).toEqual(login);
    await expect(verifyChallenge(publicKeySet(keys), token, NOW + 306_000)).rejects.toMatchObject(ended);
  });

  it('is no access token, and an access token is no challenge', async () => {
    const token = await signChallenge(keys, login, NOW);
    await expect(verifyUserToken(publicKeySet(keys), token, NOW)).rejects.toMatchObject({ code: 'unauthenticated' });
    const access = await signUserToken(keys, { userId: 'ann-1', sessionId: 's', generation: 1 }, 300, NOW);
    await expect(verifyChallenge(publicKeySet(keys), access, NOW)).rejects.toMatchObject(ended);
  });

  it('of another key is refused', async () => {
    const token = await signChallenge(await generateSigningKeys(), login, NOW);
    await expect(verifyChallenge(publicKeySet(keys), token, NOW)).rejects.toMatchObject(ended);
  });
});

describe('a session', () => {
  const app = (since: number) => ({
    totp: { id: 'app', since: new Date(since).toISOString(), lastStep: 1 },
    recoveryHashes: [],
    passkeys: [],
  });

  it('is confirmed for ten minutes', () => {
    const session = { confirmedAt: NOW };
    expect(isConfirmed(session, NO_FACTORS, NOW + CONFIRMED_MS - 1)).toBe(true);
    expect(isConfirmed(session, NO_FACTORS, NOW + CONFIRMED_MS)).toBe(false);
    expect(isConfirmed({}, NO_FACTORS, NOW)).toBe(false);
  });

  it('is not confirmed by what came before the second factor', () => {
    expect(isConfirmed({ confirmedAt: NOW - 1 }, app(NOW), NOW)).toBe(false);
    expect(isConfirmed({ confirmedAt: NOW }, app(NOW), NOW)).toBe(true);
  });
});
