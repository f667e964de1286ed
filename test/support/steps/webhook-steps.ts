import type { ApiResponse } from './api.ts';
import type { User, World } from './world.ts';

type Caller = Pick<User, 'token'> | undefined;

const ALL = '/api/user/webhooks';

/** The requests about webhooks of users. Every step returns the response, also of an error. */
export function webhookSteps(world: () => World) {
  const send = (by: Caller, method: string, path: string, body?: unknown, key?: string): Promise<ApiResponse> =>
    world().api.request(method, path, {
      token: by?.token,
      ...(body !== undefined && { body }),
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });
  return {
    add: (by: Caller, body: unknown, key?: string) => send(by, 'POST', ALL, body, key),
    list: (by: Caller) => send(by, 'GET', ALL),
    get: (by: Caller, id: string) => send(by, 'GET', `${ALL}/${id}`),
    change: (by: Caller, id: string, change: unknown) => send(by, 'PATCH', `${ALL}/${id}`, change),
    remove: (by: Caller, id: string) => send(by, 'DELETE', `${ALL}/${id}`),
    rotate: (by: Caller, id: string, key?: string) => send(by, 'POST', `${ALL}/${id}/rotate`, undefined, key),
    deliveries: (by: Caller, id: string, query = '') => send(by, 'GET', `${ALL}/${id}/deliveries${query}`),
    resend: (by: Caller, id: string, delivery: string, key?: string) =>
      send(by, 'POST', `${ALL}/${id}/deliveries/${delivery}/resend`, undefined, key),
    test: (by: Caller, id: string, key?: string) => send(by, 'POST', `${ALL}/${id}/test`, undefined, key),
  };
}
