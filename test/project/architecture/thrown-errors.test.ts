import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { errorsOf, type Route } from '../../../lib/api/route.ts';
import { SHARD_ROUTES } from '../../../lib/api/shard-routes.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { services } from '../../support/environment/services.ts';
import { codesMadeBy } from './thrown-errors.ts';

const { orchestrator, shards } = services();

/** What every function can respond with, whatever its route is: of routes, bodies and limits that it has not. */
const OF_ENDPOINTS: ReadonlySet<string> = new Set([
  'headers_too_large',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_input',
  'route_not_found',
  'too_many_requests',
]);
/** What the code of a route's function makes, and the route never responds with. */
const NEVER: Readonly<Record<string, ReadonlySet<string>>> = {
  // They are in the results of a batch.
  batchTransfers: new Set([
    'unavailable',
    'wallet_not_found',
    'idempotency_key_reused',
    'spending_limit_exceeded',
    'approval_excludes_capture',
  ]),
  // One function has both routes of keys, and one those of members.
  keys: new Set(['key_not_found']),
  members: new Set(['step_up_required', 'user_not_found', 'too_many_members', 'member_not_found', 'unavailable']),
  changeMember: new Set(['member_not_found']),
  removeMember: new Set(['step_up_required', 'user_not_found', 'too_many_members']),
  sharedWallets: new Set([
    'step_up_required',
    'user_not_found',
    'too_many_members',
    'member_not_found',
    'wallet_not_found',
    'unavailable',
  ]),
  // Only a large file has no form without compression, and pages are small.
  docs: new Set(['not_acceptable']),
  root: new Set(['not_acceptable']),
  // A transaction that is not the user's gets the response of a foreign wallet.
  transactionReceipt: new Set(['transaction_not_found']),
  // It names no wallet.
  wallets: new Set(['wrong_shard', 'wallet_moving', 'wallet_moved']),
};

const fileOf = ({ handler }: ServiceFunction) => handler.replace(/\.handler$/, '.ts');
const routed = (functions: readonly ServiceFunction[], routes: readonly Route[]) =>
  functions.flatMap((declared) => {
    const own = routes.filter(({ route }) => declared.routes.includes(route));
    return own.length > 0 ? [{ file: fileOf(declared), routes: own }] : [];
  });

const all = [
  ...routed(orchestrator.functions, ORCHESTRATOR_ROUTES),
  ...routed(shards[0]?.functions ?? [], SHARD_ROUTES),
];

describe('the errors of a route', () => {
  const made = codesMadeBy(all.map(({ file }) => file));
  const of = ({ file, routes }: (typeof all)[number]) => {
    const codes = [...(made.get(file) ?? [])];
    return routes.map((route) => ({ route, codes: codes.filter((code) => !NEVER[route.operationId]?.has(code)) }));
  };

  it('are all that its function can throw', () => {
    const undeclared = all.flatMap(of).flatMap(({ route, codes }) => {
      const declared = new Set<string>(errorsOf(route));
      return codes
        .filter((code) => !declared.has(code) && !OF_ENDPOINTS.has(code))
        .map((code) => `${route.operationId} throws ${code}`);
    });
    expect(undeclared).toEqual([]);
  });

  it('name unavailable, as of every gateway, only where its function throws it after it has counted the request', () => {
    const limited = all.flatMap(of).filter(({ route }) => route.rateLimit);
    const thrown = limited.filter(({ codes }) => codes.includes('unavailable'));
    const declared = limited.filter(({ route }) => route.errors?.includes('unavailable'));
    expect(thrown.length).toBeGreaterThan(0);
    expect(declared.map(({ route }) => route.operationId)).toEqual(thrown.map(({ route }) => route.operationId));
  });

  it('are none that its function never throws', () => {
    const never = all.flatMap(of).flatMap(({ route, codes }) => {
      const thrown = new Set(codes);
      return (route.errors ?? []).filter((code) => !thrown.has(code)).map((code) => `${route.operationId}: ${code}`);
    });
    expect(never).toEqual([]);
  });
});
