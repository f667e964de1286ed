import type { Clock } from './clock.ts';
import { MibProblem } from './errors.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The keys of the user for programs. A client with a key in place of a token does what the key may. */
export class Keys {
  readonly #routes: Routes;
  readonly #clock: Clock;
  readonly #newKey: () => string;

  constructor(routes: Routes, { clock, newKey }: { readonly clock: Clock; readonly newKey: () => string }) {
    this.#routes = routes;
    this.#clock = clock;
    this.#newKey = newKey;
  }

  /** Makes a key, which is `key` of the result and of no other response. */
  async make(wanted: api.NewKey & api.WriteOptions): Promise<api.MadeKey> {
    const { name, read, pay, expiresAt, idempotencyKey = this.#newKey(), signal = null } = wanted;
    const body = {
      name,
      ...(read && { read: read === 'all' ? read : [...read] }),
      ...(pay && {
        pay: pay.map(({ walletId, maxPerDay }) => ({ wallet_id: walletId, max_per_day: String(maxPerDay) })),
      }),
      ...(expiresAt && { expires_at: expiresAt.toISOString() }),
    };
    const params = { header: { 'idempotency-key': idempotencyKey } };
    return dataOf(await this.#routes.POST('/api/user/keys', { body, params, signal }), this.#clock.now());
  }

  /** The keys of the user, in the order in which they were made. */
  async list({ signal = null }: api.CallOptions = {}): Promise<readonly api.Key[]> {
    return dataOf(await this.#routes.GET('/api/user/keys', { signal }), this.#clock.now());
  }

  /** Revokes a key: every request with it that comes later is refused. */
  async revoke(keyId: string, { signal = null }: api.CallOptions = {}): Promise<void> {
    const params = { path: { KeyID: keyId } };
    const { response, error } = await this.#routes.DELETE('/api/user/keys/{KeyID}', { params, signal });
    if (!response.ok) throw new MibProblem(response, error, this.#clock.now());
  }
}
