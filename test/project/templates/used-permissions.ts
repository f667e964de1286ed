import { freshTables } from '../../support/environment/tables.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { callsOfAws } from './calls-of-aws.ts';
import { makeEveryCall } from './every-call.ts';
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

/**
 * Tests that the roles of what is packaged allow what is called, and nothing else. Calls are those of the functions as they run in this
 * process, and those that AWS makes with their roles.
 */
export function describeUsedPermissions(packaged: () => readonly Packaged[], stage: string): void {
  const recorded = new RecordedCalls();
  let world: InProcessWorld;
  let roles: Roles;
  let calls: Call[];

  /** A name of this process as it is in what is packaged, which has one shard for all of them. */
  const deployed = (name: string) =>
    name
      .replace(/\bt[0-9a-f]{8}-/, '')
      .replace(/\blocal\b/, stage)
      .replace(/\bmib-shard-\d+/, 'mib-shard-0');

  beforeAll(async () => {
    recorded.start();
    world = await startInProcess({ around: recorded.around, tables: await freshTables() });
    await makeEveryCall(world);
    recorded.stop();
    roles = rolesByName(packaged());
    const ofFunctions = recorded.calls.map(({ by, action, resource }) => {
      return { by: deployed(by), action, resource: deployed(resource) };
    });
    calls = distinct([...ofFunctions, ...callsOfAws(packaged())]);
  }, 60_000);
  afterAll(() => world.stop());

  describe('the permissions of every function and state machine', () => {
    it('are those that it uses: every call is granted, and every grant is called', () => {
      expect(differences(roles, calls)).toEqual([]);
    });

    it('are seen to be used in a run that calls every function and can read every call', () => {
      const names = packaged().flatMap(({ template }) => functionsOf(template).map(({ name }) => name));
      const called = new Set([...recorded.called].map(deployed));
      expect(names.filter((name) => !called.has(name))).toEqual([]);
      expect(recorded.unreadable).toEqual([]);
      expect(recorded.calls.length).toBeGreaterThan(grantsOf(roles).length);
    });

    it('would be too few without any one statement of any role', () => {
      const fewer = [...withoutOneStatement(roles)];
      expect(fewer.length).toBeGreaterThan(roles.size);
      const unnoticed = fewer.filter(({ roles }) => differences(roles, calls).length === 0);
      expect(unnoticed.map(({ removed }) => removed.map(line))).toEqual([]);
    });

    it('would be too many with one more', () => {
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
