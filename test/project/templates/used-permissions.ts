import { memoryTables } from '../../support/environment/tables.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { callsOfAws } from './calls-of-aws.ts';
import { ENVIRONMENT, makeEveryCall } from './every-call.ts';
import {
  type Call,
  differences,
  distinct,
  grantsOf,
  line,
  type Roles,
  rolesByName,
  withoutOneStatement,
} from './grants.ts';
import type { Packaged } from './packaged.ts';
import { functionsOf } from './permissions.ts';
import { RecordedCalls } from './recorded-calls.ts';

const SOMEBODY = { login: 'somebody', password: 'nineteen calm otters' };

/**
 * Tests that the packaged roles allow all calls and nothing else. The calls are those of the
 * functions, which run in this process, and those that AWS makes with their roles.
 */
export function describeUsedPermissions(packaged: () => readonly Packaged[], stage: string): void {
  const recorded = new RecordedCalls();
  let world: InProcessWorld;
  let roles: Roles;
  let calls: Call[];

  /**
   * The packaged name for a name in this process. The package has one shard, which stands for all.
   */
  const deployed = (name: string) =>
    name
      .replace(/\bt[0-9a-f]{8}-/, '')
      .replace(/\blocal\b/, stage)
      .replace(/\bmib-shard-\d+/, 'mib-shard-0');

  const recordedWorld = async (environment: Readonly<Record<string, string>>) => {
    // It does not return the item that failed a condition, so that functions read the item.
    const tables = await memoryTables({ withoutFailedItems: true });
    const database = { tables, endpoint: await tables.endpoint() };
    return startInProcess({ around: recorded.around, database, environment });
  };

  beforeAll(async () => {
    recorded.start();
    world = await recordedWorld(ENVIRONMENT);
    await makeEveryCall(world);
    await world.stop();
    // A second factor is looked for at each refresh where it is required.
    world = await recordedWorld({ SECOND_FACTOR: 'required' });
    const { refresh_token } = then.hasTokens(await whenSteps(() => world).register(SOMEBODY));
    then.hasTokens(await whenSteps(() => world).refresh(refresh_token));
    recorded.stop();
    roles = rolesByName(packaged());
    const ofFunctions = recorded.calls.map(({ by, action, resource }) => {
      return { by: deployed(by), action, resource: deployed(resource) };
    });
    calls = distinct([...ofFunctions, ...callsOfAws(packaged())]);
  }, 120_000);
  afterAll(() => world.stop());

  describe('the permissions of every function and state machine', () => {
    it('are exactly those that it uses', () => {
      expect(differences(roles, calls)).toEqual([]);
    });

    it('are compared with a run that calls every function and reads every call', () => {
      const names = packaged().flatMap(({ template }) => functionsOf(template).map(({ name }) => name));
      const called = new Set([...recorded.called].map(deployed));
      expect(names.filter((name) => !called.has(name))).toEqual([]);
      expect(recorded.unreadable).toEqual([]);
      expect(recorded.calls.length).toBeGreaterThan(grantsOf(roles).length);
    });

    it('are too few without any single statement of any role', () => {
      const fewer = [...withoutOneStatement(roles)];
      expect(fewer.length).toBeGreaterThan(roles.size);
      const callsBy = Map.groupBy(calls, ({ by }) => by);
      const unnoticed = fewer.filter(({ by, role }) => differences(role, callsBy.get(by) ?? []).length === 0);
      expect(unnoticed.map(({ removed }) => removed.map(line))).toEqual([]);
    });

    it('are too many with one more grant', () => {
      const [[by = '', statements = []] = []] = roles;
      const more = {
        actions: ['dynamodb:DeleteItem'],
        resources: ['arn:aws:dynamodb:us-east-1:000000000000:table/more'],
      };
      expect(differences(new Map([...roles, [by, [...statements, more]]]), calls)).toEqual([
        `granted and not called: ${by}: dynamodb:DeleteItem on ${more.resources[0]}`,
      ]);
    });
  });
}
