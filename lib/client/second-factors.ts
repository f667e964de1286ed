import type { Runtime } from './retries.ts';
import { assertDone, dataOf, type Routes } from './routes.ts';
import type { Tokens } from './tokens.ts';
import type {
  AddedPasskey,
  CallOptions,
  Confirmation,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
  Proof,
  RecoveryCodes,
  SecondFactorsOfUser,
  TotpEnrolment,
} from './types.ts';

/**
 * The second factors of the user. Changes need a session that was confirmed in the last ten minutes, by the
 * login or by `confirm`: MibProblem with the code `step_up_required` asks for it. No change is repeated.
 * A session that had to add a factor goes on with another token once there is one.
 */
export class SecondFactors {
  readonly #routes: Routes;
  readonly #tokens: Tokens;
  readonly #clock: Runtime['clock'];

  constructor(routes: Routes, tokens: Tokens, { clock }: Pick<Runtime, 'clock'>) {
    this.#routes = routes;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** What a login needs beside the password. */
  async get({ signal = null }: CallOptions = {}): Promise<SecondFactorsOfUser> {
    return dataOf(await this.#routes.GET('/auth/factors', { signal }), this.#clock.now());
  }

  /** Begins to add an authenticator app: the secret counts from its first code on. */
  async enrol({ signal = null }: CallOptions = {}): Promise<TotpEnrolment> {
    return dataOf(await this.#routes.POST('/auth/factors/totp', { signal }), this.#clock.now());
  }

  /** Adds the app whose first code this is. @returns the recovery codes, which no other call returns */
  async add(code: string, { signal = null }: CallOptions = {}): Promise<RecoveryCodes> {
    const result = await this.#routes.POST('/auth/factors/totp/confirm', { body: { code }, signal });
    const codes = dataOf(result, this.#clock.now());
    await this.#tokens.widen();
    return codes;
  }

  /** Removes the app and the recovery codes. */
  async remove({ signal = null }: CallOptions = {}): Promise<void> {
    assertDone(await this.#routes.DELETE('/auth/factors/totp', { signal }), this.#clock.now());
  }

  /** Makes new recovery codes in place of the ones from before. */
  async renewRecoveryCodes({ signal = null }: CallOptions = {}): Promise<RecoveryCodes> {
    return dataOf(await this.#routes.POST('/auth/factors/recovery_codes', { signal }), this.#clock.now());
  }

  /** Begins to add a passkey: what a browser makes it with. */
  async passkeyOptions({ signal = null }: CallOptions = {}): Promise<PasskeyCreationOptions> {
    return dataOf(await this.#routes.POST('/auth/passkey/options', { signal }), this.#clock.now());
  }

  /** Adds a passkey. @returns recovery codes with it if it is the first factor, which no other call returns */
  async addPasskey(
    name: string,
    response: PasskeyRegistration,
    { signal = null }: CallOptions = {},
  ): Promise<AddedPasskey> {
    const result = await this.#routes.POST('/auth/passkeys', { body: { name, response }, signal });
    const added = dataOf(result, this.#clock.now());
    await this.#tokens.widen();
    return added;
  }

  /** Removes a passkey, and with the last factor the recovery codes. */
  async removePasskey(PasskeyID: string, { signal = null }: CallOptions = {}): Promise<void> {
    const params = { path: { PasskeyID } };
    assertDone(await this.#routes.DELETE('/auth/passkeys/{PasskeyID}', { params, signal }), this.#clock.now());
  }

  /** What a browser asks for a passkey with, which `confirm` takes the answer of. */
  async confirmOptions({ signal = null }: CallOptions = {}): Promise<PasskeyRequestOptions> {
    return dataOf(await this.#routes.POST('/auth/step_up/options', { signal }), this.#clock.now());
  }

  /** Confirms the session for ten minutes: by a passkey or a code if the user has a second factor, else by the password. */
  async confirm(proof: Proof, { signal = null }: CallOptions = {}): Promise<Confirmation> {
    return dataOf(await this.#routes.POST('/auth/step_up', { body: { ...proof }, signal }), this.#clock.now());
  }
}
