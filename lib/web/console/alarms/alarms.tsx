import { useRoute } from 'preact-iso';
import { ALARMS } from '../../texts/console/alarms.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { Alarm } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { Runbook } from './runbook.tsx';

const STAGE_EVERY_MS = 30_000;
const LOCAL_EVERY_MS = 5_000;

const TONES: Record<Alarm['state'], Tone> = { alarm: 'bad', ok: 'good', unknown: 'warning', not_evaluated: 'quiet' };

function useAlarms() {
  const { local } = useStage();
  return useLive('alarms', {}, local ? LOCAL_EVERY_MS : STAGE_EVERY_MS);
}

/** All alarms: those that ring with their paragraph, and the others by name. */
export function AlarmsPage() {
  return (
    <Page title={ALARMS.title} wide>
      <Loaded known={useAlarms()} height="h-72">
        {({ alarms }) => {
          const ringing = alarms.filter(({ state }) => state === 'alarm');
          const others = alarms.filter(({ state }) => state !== 'alarm');
          return (
            <div class="flex flex-col gap-4">
              {ringing.length === 0 ? (
                <Empty icon="check" title={ALARMS.none} />
              ) : (
                <>
                  <p class="text-error font-semibold">{ALARMS.ringing(ringing.length)}</p>
                  {ringing.map((alarm) => (
                    <AlarmCard key={`${alarm.service} ${alarm.name}`} alarm={alarm} alarms={alarms} />
                  ))}
                </>
              )}
              <Card title={ALARMS.others}>
                <ul class="flex flex-col">
                  {others.map((alarm) => (
                    <AlarmRow key={`${alarm.service} ${alarm.name}`} alarm={alarm} />
                  ))}
                </ul>
              </Card>
              <AlarmCommand names={`--alarm-name-prefix mib- --state-value ALARM`} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** One alarm with its paragraph of the runbook. */
export function AlarmPage() {
  const { service, name } = useRoute().params;
  return (
    <Page title={name ?? ''} back={{ href: addressOf.alarms, label: ALARMS.all }} wide>
      <Loaded known={useAlarms()} height="h-72">
        {({ alarms }) => {
          const alarm = alarms.find((one) => one.service === service && one.name === name);
          return alarm ? <AlarmCard alarm={alarm} alarms={alarms} /> : <Empty icon="bell" title={ALARMS.missing} />;
        }}
      </Loaded>
    </Page>
  );
}

/** What asks CloudWatch for the same. A local stack has none. */
function AlarmCommand({ names }: { names: string }) {
  const { local } = useStage();
  return local ? null : <Command text={`aws cloudwatch describe-alarms ${names}`} />;
}

function AlarmRow({ alarm: { name, service, state, text, measured } }: { alarm: Alarm }) {
  return (
    <li class="border-base-300 grid gap-x-4 gap-y-1 border-t py-3 text-sm first:border-t-0 sm:grid-cols-[minmax(0,1fr)_auto]">
      <span class="min-w-0">
        <a class="link link-hover font-medium" href={addressOf.alarm(service, name)}>
          {name}
        </a>{' '}
        <span class="text-quiet">{service}</span>
        <span class="text-quiet block text-xs">
          {text}
          {measured !== undefined && ` ${ALARMS.measured}: ${measured}.`}
        </span>
      </span>
      <span>
        <Badge tone={TONES[state]} text={ALARMS.states[state]} />
      </span>
    </li>
  );
}

function AlarmCard({ alarm, alarms }: { alarm: Alarm; alarms: readonly Alarm[] }) {
  const { name, service, state, since, text, measured, runbook } = alarm;
  const { stage } = useStage();
  return (
    <Card
      title={
        <a class="link link-hover" href={addressOf.alarm(service, name)}>
          {name}
        </a>
      }
      actions={<Badge tone={TONES[state]} text={ALARMS.states[state]} />}
    >
      <p class="text-sm">{text}</p>
      <Facts
        facts={[
          { name: ALARMS.service, value: service },
          since !== undefined && { name: ALARMS.since, value: <Time at={since} as="age" /> },
          measured !== undefined && { name: ALARMS.measured, value: measured },
        ]}
      />
      <h3 class="font-medium">{ALARMS.runbook}</h3>
      {runbook.length > 0 ? <Runbook blocks={runbook} alarms={alarms} /> : <p>{ALARMS.noRunbook}</p>}
      <AlarmCommand names={`--alarm-names ${service}-${stage}-${name}`} />
    </Card>
  );
}
