import { TOTP } from 'otpauth';
import { RecoveryCodes, TotpEnrolment } from '../../../lib/api/second-factors.ts';
import type { ApiResponse } from './api.ts';
import * as then from './then.ts';
import type { User, World } from './world.ts';

type Caller = Pick<User, 'token'> | undefined;

const STEP_MS = 30_000;

/** What an authenticator app shows that has this secret. @param now ms since 1970 */
export function codeOf(secret: string, now: number): string {
  return new TOTP({ secret }).generate({ timestamp: now });
}

/** The code after that of now, which is taken already: a clock between two requests does not matter to it. */
export function nextCodeOf(secret: string): string {
  return codeOf(secret, Date.now() + STEP_MS);
}

/** The requests about second factors. Every step returns the response, also of an error. */
export function factorSteps(world: () => World) {
  const send = (by: Caller, method: string, path: string, body?: unknown): Promise<ApiResponse> =>
    world().api.request(method, path, { token: by?.token, ...(body !== undefined && { body }) });
  const steps = {
    factors: (by: Caller) => send(by, 'GET', '/auth/factors'),
    enrol: (by: Caller) => send(by, 'POST', '/auth/factors/totp'),
    confirm: (by: Caller, code: unknown) => send(by, 'POST', '/auth/factors/totp/confirm', { code }),
    remove: (by: Caller) => send(by, 'DELETE', '/auth/factors/totp'),
    renew: (by: Caller) => send(by, 'POST', '/auth/factors/recovery_codes'),
    stepUp: (by: Caller, body: object) => send(by, 'POST', '/auth/step_up', body),
    loginWithCode: (challenge: unknown, code: unknown) =>
      send(undefined, 'POST', '/auth/login/code', { challenge, code }),
  };
  return {
    ...steps,
    /** Adds an authenticator app by the code of now. The next one is nextCodeOf. */
    added: async (by: Caller): Promise<{ secret: string; recoveryCodes: readonly string[] }> => {
      const { secret } = isEnrolment(await steps.enrol(by));
      return { secret, recoveryCodes: isRecoveryCodes(await steps.confirm(by, codeOf(secret, Date.now()))) };
    },
    /** Logs in with the password. @returns the challenge that asks for a code */
    challenge: async ({ login, password }: Pick<User, 'login' | 'password'>): Promise<string> => {
      const response = await send(undefined, 'POST', '/auth/login', { login, password });
      const { challenge = '' } = then.isProblem(response, 401, 'second_factor_required');
      return challenge;
    },
  };
}

/** The response has a secret that waits for its first code. */
export function isEnrolment(response: ApiResponse): TotpEnrolment {
  expect(response).toMatchObject({ status: 200 });
  return TotpEnrolment.parse(response.body);
}

/** The response has recovery codes. */
export function isRecoveryCodes(response: ApiResponse): readonly string[] {
  expect(response).toMatchObject({ status: 200 });
  return RecoveryCodes.parse(response.body).recovery_codes;
}
