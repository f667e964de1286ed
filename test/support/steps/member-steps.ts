import * as z from 'zod';
import { Member } from '../../../lib/api/wallet-members.ts';
import type { ApiResponse } from './api.ts';
import type { User, World } from './world.ts';

type Caller = Pick<User, 'token'> | undefined;

/** The requests about shared wallets. Every step returns the response, also of an error. */
export function memberSteps(world: () => World) {
  const send = (by: Caller, method: string, path: string, body?: unknown): Promise<ApiResponse> =>
    world().api.request(method, path, { token: by?.token, ...(body !== undefined && { body }) });
  const all = (wallet: string) => `/api/user/wallets/${wallet}/members`;
  const one = (wallet: string, login: string) => `${all(wallet)}/${encodeURIComponent(login)}`;
  return {
    change: (by: Caller, wallet: string, login: string, body: unknown = {}) =>
      send(by, 'PATCH', one(wallet, login), body),
    list: (by: Caller, wallet: string) => send(by, 'GET', all(wallet)),
    remove: (by: Caller, wallet: string, login: string) => send(by, 'DELETE', one(wallet, login)),
    shared: (by: Caller, query = '') => send(by, 'GET', `/api/user/shared_wallets${query}`),
  };
}

/** The response has a member. */
export function isMember(response: ApiResponse): Member {
  expect(response).toMatchObject({ status: 200 });
  return Member.parse(response.body);
}

/** The response lists members. */
export function isMembers(response: ApiResponse): Member[] {
  expect(response).toMatchObject({ status: 200 });
  return z.array(Member).parse(response.body);
}
