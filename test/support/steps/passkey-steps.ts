import { AddedPasskey, PasskeyCreationOptions, PasskeyRequestOptions } from '../../../lib/api/passkeys.ts';
import type { ApiResponse } from './api.ts';
import { Authenticator, type Traits } from './authenticator.ts';
import type { User, World } from './world.ts';

type Caller = Pick<User, 'token'> | undefined;

/** The requests about passkeys. Every step returns the response, also of an error. */
export function passkeySteps(world: () => World) {
  const send = (by: Caller, method: string, path: string, body?: unknown): Promise<ApiResponse> =>
    world().api.request(method, path, { token: by?.token, ...(body !== undefined && { body }) });
  const steps = {
    options: (by: Caller) => send(by, 'POST', '/auth/passkey/options'),
    add: (by: Caller, response: unknown, name: unknown = 'My phone') =>
      send(by, 'POST', '/auth/passkeys', { name, response }),
    remove: (by: Caller, id: string) => send(by, 'DELETE', `/auth/passkeys/${id}`),
    loginOptions: () => send(undefined, 'POST', '/auth/login/passkey/options'),
    login: (response: unknown, challenge?: string) =>
      send(undefined, 'POST', '/auth/login/passkey', { response, ...(challenge !== undefined && { challenge }) }),
    stepUpOptions: (by: Caller) => send(by, 'POST', '/auth/step_up/options'),
    stepUp: (by: Caller, passkey: unknown) => send(by, 'POST', '/auth/step_up', { passkey }),
  };
  return {
    ...steps,
    /** What a new authenticator has made for the caller. */
    made: async (by: Caller, traits?: Traits) => {
      const authenticator = new Authenticator();
      return { authenticator, response: authenticator.register(isCreation(await steps.options(by)), traits) };
    },
    /** Adds a passkey of a new authenticator. */
    added: async (by: Caller, traits?: Traits) => {
      const authenticator = new Authenticator();
      const response = authenticator.register(isCreation(await steps.options(by)), traits);
      return { authenticator, ...isAdded(await steps.add(by, response)) };
    },
    /** What the authenticator answers to a login that begins. */
    signedLogin: async (authenticator: Authenticator, traits?: Traits) =>
      authenticator.sign(isRequest(await steps.loginOptions()), traits),
    /** What the authenticator answers to a step-up that begins. */
    signedStepUp: async (by: Caller, authenticator: Authenticator, traits?: Traits) =>
      authenticator.sign(isRequest(await steps.stepUpOptions(by)), traits),
  };
}

/** The response has what a browser makes a passkey with. */
export function isCreation(response: ApiResponse): PasskeyCreationOptions {
  expect(response).toMatchObject({ status: 200 });
  return PasskeyCreationOptions.parse(response.body);
}

/** The response has what a browser asks for a passkey with. */
export function isRequest(response: ApiResponse): PasskeyRequestOptions {
  expect(response).toMatchObject({ status: 200 });
  return PasskeyRequestOptions.parse(response.body);
}

/** The response has a passkey that was added. */
export function isAdded(response: ApiResponse): { passkeyId: string; recoveryCodes: readonly string[] } {
  expect(response).toMatchObject({ status: 201 });
  const { passkey, recovery_codes = [] } = AddedPasskey.parse(response.body);
  return { passkeyId: passkey.passkey_id, recoveryCodes: recovery_codes };
}
