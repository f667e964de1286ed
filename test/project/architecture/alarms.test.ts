import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import alarms from '../../../lib/stack/alarms.cjs';

const Alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.unknown(),
  OKActions: z.unknown(),
});
const Metric = z.object({ MetricName: z.string(), Namespace: z.string() });
const PREFIX = 'self:custom.prefix';
/** Every variable of a serverless file has its own name as its value. */
const variables = { resolveVariable: async (name: string) => name };

/** The alarms of both services. */
let declared: z.infer<typeof Alarm>[];
beforeAll(async () => {
  const fragments = await Promise.all([alarms.orchestrator(variables), alarms.shard(variables)]);
  const resources = fragments.flatMap(({ Resources }) => Object.values(Resources));
  declared = resources
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Alarm.parse(Properties));
});
const nameOf = ({ AlarmName }: z.infer<typeof Alarm>) => AlarmName.replace(`${PREFIX}-`, '');

const page = readFileSync(path.resolve(__dirname, '../../../docs/operations.md'), 'utf8');
const [, chapter = ''] = page.split(/^## Alarms$/m);
const [paragraphs = ''] = chapter.split(/^## /m);
const runbook = new Map(
  paragraphs
    .split(/^### /m)
    .slice(1)
    .map((text): [string, string] => [text.split('\n', 1)[0] ?? '', text]),
);

describe('every alarm', () => {
  it('has a name that starts with the prefix of its stack', () => {
    expect(declared.length).toBeGreaterThan(0);
    for (const { AlarmName } of declared) expect(AlarmName).toMatch(new RegExp(`^${PREFIX}-[\\w-]+$`));
  });

  it('has a heading in docs/operations.md, and every heading there has an alarm', () => {
    expect([...runbook.keys()].sort()).toEqual([...new Set(declared.map(nameOf))].sort());
  });

  it('names its heading in its description', () => {
    for (const alarm of declared)
      expect(alarm.AlarmDescription).toMatch(new RegExp(`\\. See docs/operations\\.md, ${nameOf(alarm)}\\.$`));
  });

  it('notifies the topic when it goes off and when it is over', () => {
    const topic = [{ Ref: 'AlarmTopic' }];
    for (const { AlarmActions, OKActions } of declared)
      expect({ AlarmActions, OKActions }).toEqual({ AlarmActions: topic, OKActions: topic });
  });
});

/** The metrics of an alarm in a namespace that is not AWS's: those that the functions publish. */
function ownMetrics(alarm: unknown): string[] {
  if (typeof alarm !== 'object' || alarm === null) return [];
  const { MetricName, Namespace } = Metric.safeParse(alarm).data ?? {};
  const own = MetricName !== undefined && !Namespace?.startsWith('AWS/') ? [MetricName] : [];
  return [...own, ...Object.values(alarm).flatMap(ownMetrics)];
}

describe('every metric of our own that an alarm watches', () => {
  it('is published by a function', () => {
    const metrics = readFileSync(path.resolve(__dirname, '../../../lib/observability/metrics.ts'), 'utf8');
    const watched = [...new Set(declared.flatMap(ownMetrics))];
    expect(watched).toContain('roots_kept');
    expect(watched.filter((name) => !metrics.includes(` ${name}: `))).toEqual([]);
  });
});

describe('the runbook of alarms', () => {
  it.each([...runbook])('says of %s what it means, where to look and what to do', (_name, text) => {
    for (const part of ['**Means:**', '**Look:**', '**Do:**']) expect(text).toContain(part);
  });
});
