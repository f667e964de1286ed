import { formatKey, hashOfSecret, newKeySecret } from '../../../lib/auth/api-keys.ts';
import { type RevocationList, RevokedTokens } from '../../../lib/auth/revoked-tokens.ts';
import type { UserClaims } from '../../../lib/domain/user-claims.ts';
import { beginSession } from '../../../lib/usecases/begin-session.ts';
import { refreshSession } from '../../../lib/usecases/refresh-session.ts';
import { verifyKey } from '../../../lib/usecases/verify-key.ts';
import type { AccountPromises, Means } from './account-promises.ts';
import type { AccountStores } from './account-stores.ts';
import type { OperatorDesk } from './operator-desk.ts';
import { FAULTS_MS } from './plan.ts';

const DEVICE = { network: '', userAgent: '' };
const HOUR_MS = 3_600_000;
const RULES = { accessTokenSeconds: 900, idleMs: HOUR_MS, longestMs: HOUR_MS };
const INSTANCES = 2;
/** The longest time between two uses. A program uses its key more often. */
const UNUSED_MS = {
  login: 12_000,
  'refresh token': 12_000,
  'access token': 8_000,
  key: 2_500,
} as const satisfies Record<Means, number>;

interface Environment {
  readonly desk: OperatorDesk;
  readonly stores: AccountStores;
  readonly userId: string;
  readonly accounts: AccountPromises;
  readonly revocations: RevocationList;
}

/** How a user and their program get in: by logins, refresh tokens, access tokens and a key, all the time. */
export class SimulatedAccess {
  readonly #environment: Environment;
  readonly #instances: readonly RevokedTokens[];
  #claims: UserClaims | undefined;
  #refreshToken: string | undefined;
  #key: string | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
    // A list that cannot be read is good for a minute. Here it can be.
    this.#instances = Array.from({ length: INSTANCES }, () => new RevokedTokens(environment.revocations));
  }

  begin(): void {
    const { random } = this.#environment.desk;
    void this.#makeKey();
    const uses = {
      login: () => this.#logIn(),
      'refresh token': () => this.#refresh(),
      'access token': () => this.#useToken(),
      key: () => this.#useKey(),
    } as const satisfies Record<Means, () => Promise<boolean>>;
    const means: readonly Means[] = ['login', 'refresh token', 'access token', 'key'];
    for (const by of means)
      for (let at = random.between(0, 500); at < 2 * FAULTS_MS; at += random.between(100, UNUSED_MS[by]))
        setTimeout(() => void this.#enter(by, uses[by]), at);
  }

  /** A request that fails, or is refused, lets no user in. */
  async #enter(by: Means, use: () => Promise<boolean>): Promise<void> {
    const { accounts, userId } = this.#environment;
    const began = Date.now();
    if (await use().catch(() => false)) accounts.entered(userId, by, began);
  }

  async #makeKey(): Promise<void> {
    const { stores, userId, desk } = this.#environment;
    const now = Date.now();
    const [id, secret] = [desk.id(now), newKeySecret()];
    const key = { id, name: 'shop', read: 'all' as const, pay: [], createdAt: new Date(now).toISOString() };
    const made = await desk.untilItEnds(() =>
      stores.keyChanges.add(userId, { key, secretHash: hashOfSecret(secret) }, now),
    );
    if (made) this.#key = formatKey({ userId, keyId: id, secret });
  }

  /** The password was right: that is looked at before, and costs time. */
  async #logIn(): Promise<boolean> {
    const { stores, userId, desk } = this.#environment;
    const user = await stores.users.byLogin(userId);
    if (user?.userId !== userId || user.blockedAt !== undefined) return false;
    const now = Date.now();
    const made = { sessionId: desk.id(now), device: DEVICE, rules: RULES, now, isConfirmed: true };
    const opened = await beginSession(stores, user, made);
    if (!opened) return false;
    this.#claims = opened.claims;
    this.#refreshToken = opened.refreshToken;
    return true;
  }

  async #refresh(): Promise<boolean> {
    const { stores } = this.#environment;
    if (this.#refreshToken === undefined) return false;
    const moment = { now: Date.now(), device: DEVICE, rules: RULES, secondFactor: 'optional' as const };
    const opened = await refreshSession(stores, this.#refreshToken, moment);
    this.#claims = opened.claims;
    this.#refreshToken = opened.refreshToken;
    return true;
  }

  async #useToken(): Promise<boolean> {
    const { random } = this.#environment.desk;
    const claims = this.#claims;
    if (!claims) return false;
    await this.#instances[random.between(0, INSTANCES - 1)]?.assertValid(claims, Date.now());
    return true;
  }

  async #useKey(): Promise<boolean> {
    if (this.#key === undefined) return false;
    await verifyKey(this.#environment.stores.apiKeys, this.#key, Date.now());
    return true;
  }
}
