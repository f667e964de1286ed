import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import alarms from '../../../lib/stack/alarms.cjs';
import dashboards from '../../../lib/stack/dashboards.cjs';
import { services } from '../../support/environment/services.ts';

const STACK = path.resolve(__dirname, '../../../lib/stack');
const Resources = z.record(z.string(), z.object({ Type: z.string() }));
/** A file has resources, or parts that have some. */
const Fragment = z.union([
  z.object({ Resources }).transform((one) => [one.Resources]),
  z
    .record(z.string(), z.unknown())
    .transform((parts) => Object.values(parts).flatMap((part) => z.object({ Resources }).safeParse(part).data ?? []))
    .transform((parts) => parts.map((part) => part.Resources)),
]);

/** The logical ids of what the templates declare, by type. */
const declared = Map.groupBy(
  readdirSync(STACK)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(path.join(STACK, file), 'utf8'))
    .flatMap((text) => Fragment.parse(parse(text, { logLevel: 'silent', merge: true })))
    .flatMap((resources) => Object.entries(resources)),
  ([, { Type }]) => Type,
);
const idsOf = (type: string) => [...new Set((declared.get(type) ?? []).map(([id]) => id))].sort();

const { orchestrator, shards } = services();
const functionsOf = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, {}]));
const variables = (functions: object) => ({
  resolveVariable: async (name: string) => (name === 'self:functions' ? functions : name),
});

/** The bodies of both dashboards, and the alarms of both services, as texts. */
let body: string;
let alarmed: string;
/** What the alarm about throttled functions of the orchestrator watches. */
let throttled: string;
beforeAll(async () => {
  const keys = orchestrator.functions.map(({ key }) => key);
  const shown = await Promise.all([
    dashboards.orchestrator(variables(functionsOf(keys))),
    dashboards.shard(variables(functionsOf((shards[0]?.functions ?? []).map(({ key }) => key)))),
  ]);
  body = shown.map(({ Resources: { Dashboard } }) => Dashboard?.Properties.DashboardBody['Fn::Sub']).join('\n');
  const plain = { resolveVariable: async (name: string) => name };
  const both = await Promise.all([alarms.orchestrator(plain), alarms.shard(plain)]);
  alarmed = JSON.stringify(both);
  throttled = JSON.stringify(both[0].Resources.ThrottledFunctionsAlarm);
});

describe('what operators watch', () => {
  it.each(['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::StepFunctions::StateMachine'])(
    'has each %s on a dashboard',
    (type) => {
      const ids = idsOf(type);
      expect(ids).not.toEqual([]);
      expect(ids.filter((id) => !body.includes(`\${${id}}`) && !body.includes(`\${${id}.`))).toEqual([]);
    },
  );

  it('has an alarm for each queue', () => {
    expect(idsOf('AWS::SQS::Queue').filter((id) => !alarmed.includes(`"${id}"`))).toEqual([]);
  });

  it('has an alarm for each function that starts executions or is a task of them, when Lambda throttles it', () => {
    const starting = orchestrator.functions.filter(
      ({ handler, environment }) =>
        handler.startsWith('functions/workflow/') ||
        Object.keys(environment).some((name) => name.endsWith('_STATE_MACHINE_ARN')),
    );
    const logicalId = (key: string) =>
      `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', 'Underscore')}LambdaFunction`;
    expect(starting.length).toBeGreaterThan(5);
    expect(starting.map(({ key }) => key).filter((key) => !throttled.includes(`"${logicalId(key)}"`))).toEqual([]);
  });
});
