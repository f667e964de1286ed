import * as z from 'zod/mini';
import alarmFragments from '../../../stack/alarms.cjs';
import type { Alarm, Block } from '../../../web/console/contract.ts';
import type { MeasuredAlarm } from './measurements.ts';

/** An alarm as it is deployed. */
export interface DeclaredAlarm {
  readonly name: string;
  /** `mib` or `mib-shard-0`, … */
  readonly service: string;
  /** The name in CloudWatch. */
  readonly wholeName: string;
  readonly text: string;
}

const Declared = z.object({ AlarmName: z.string(), AlarmDescription: z.string() });
const FRAGMENTS = { orchestrator: alarmFragments.orchestrator, shard: alarmFragments.shard };

/** The alarms of all stacks of a stage. */
export async function declaredAlarms(stage: string, shards: number): Promise<DeclaredAlarm[]> {
  const numbers = Array.from({ length: shards }, (_, n) => n);
  const all = await Promise.all([
    alarmsOf(FRAGMENTS.orchestrator, 'mib', stage),
    ...numbers.map((n) => alarmsOf(FRAGMENTS.shard, `mib-shard-${n}`, stage)),
  ]);
  return all.flat();
}

async function alarmsOf(
  fragment: typeof alarmFragments.shard,
  service: string,
  stage: string,
): Promise<DeclaredAlarm[]> {
  const prefix = `${service}-${stage}`;
  // Every other variable is part of what is measured, which is not read here.
  const resolveVariable = async (name: string) => (name === 'self:custom.prefix' ? prefix : name);
  const { Resources } = await fragment({ resolveVariable });
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => {
      const { AlarmName, AlarmDescription } = Declared.parse(Properties);
      const name = AlarmName.slice(prefix.length + 1);
      return { name, service, wholeName: AlarmName, text: AlarmDescription.replace(/ See docs\/.*$/, '') };
    });
}

/** The order of the states in the list. */
const FIRST = ['alarm', 'unknown', 'ok', 'not_evaluated'] as const;

/** The alarms with their states and paragraphs, those that ring first. */
export function alarmViews(
  declared: readonly DeclaredAlarm[],
  stateOf: (alarm: DeclaredAlarm) => MeasuredAlarm | undefined,
  runbook: ReadonlyMap<string, Block[]>,
): Alarm[] {
  return declared
    .map((alarm): Alarm => {
      const { name, service, text } = alarm;
      const { state = 'not_evaluated', since, measured } = stateOf(alarm) ?? {};
      return {
        name,
        service,
        state,
        ...(since !== undefined && { since }),
        text,
        ...(measured !== undefined && { measured }),
        runbook: runbook.get(name) ?? [],
      };
    })
    .sort((a, b) => FIRST.indexOf(a.state) - FIRST.indexOf(b.state));
}
