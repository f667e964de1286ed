import { Key, MadeKey } from '../../../lib/api/api-keys.ts';
import type { ApiResponse } from './api.ts';
import type { User, World } from './world.ts';

type Caller = Pick<User, 'token'> | undefined;

const ALL = '/api/user/keys';

/** The requests about keys of programs. Every step returns the response, also of an error. */
export function keySteps(world: () => World) {
  const send = (by: Caller, method: string, path: string, body?: unknown, key?: string): Promise<ApiResponse> =>
    world().api.request(method, path, {
      token: by?.token,
      ...(body !== undefined && { body }),
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });
  return {
    make: (by: Caller, body: unknown, key?: string) => send(by, 'POST', ALL, body, key),
    list: (by: Caller) => send(by, 'GET', ALL),
    revoke: (by: Caller, id: string) => send(by, 'DELETE', `${ALL}/${id}`),
  };
}

/** The response has a new key. */
export function isMade(response: ApiResponse): MadeKey {
  expect(response).toMatchObject({ status: 201 });
  return MadeKey.parse(response.body);
}

/** The response lists keys. */
export function isKeys(response: ApiResponse): Key[] {
  expect(response).toMatchObject({ status: 200 });
  if (!Array.isArray(response.body)) throw new Error('no list');
  return response.body.map((one) => Key.parse(one));
}
