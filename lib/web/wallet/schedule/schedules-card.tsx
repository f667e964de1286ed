import type { ScheduledTransfer } from 'mib/client';
import { SCHEDULES } from '../../texts/schedules.ts';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useRefresh } from '../../ui/use-refresh.ts';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { PaymentStatus } from './payment-status.tsx';
import { payeesInWords, timingOf } from './scheduled.ts';
import { ownTimeZone } from './time-zone.ts';
import { inWords } from './words.ts';

const REFRESH_MS = 30_000;
/** Of those that have ended, an old wallet may have very many. */
const MOST = 300;

/** The scheduled payments of a wallet. A wallet without any has no such part. */
export function SchedulesCard({ walletId }: { readonly walletId: string }) {
  const { data, problem, reload } = useResource(`schedules ${walletId}`, (signal) => newest(walletId, signal));
  useRefresh(reload, REFRESH_MS);
  if (problem && !data) return <Problem problem={problem} onRetry={reload} />;
  if (!data || data.length === 0) return null;
  const active = data.filter(({ status }) => status === 'ACTIVE');
  const ended = data.filter(({ status }) => status !== 'ACTIVE');
  return (
    <Card title={SCHEDULES.title}>
      <Rows schedules={active} />
      {ended.length > 0 && (
        <details class="mt-2" open={active.length === 0}>
          <summary class="text-quiet cursor-pointer py-1 text-sm">{SCHEDULES.ended(ended.length)}</summary>
          <Rows schedules={ended} />
        </details>
      )}
      <div class="mt-4">
        <ActionCode action={{ kind: 'scheduledTransfers', walletId }} />
      </div>
    </Card>
  );
}

async function newest(walletId: string, signal: AbortSignal): Promise<readonly ScheduledTransfer[]> {
  const found: ScheduledTransfer[] = [];
  for await (const schedule of client.peek().schedules(walletId, { signal })) {
    found.push(schedule);
    if (found.length === MOST) break;
  }
  return found;
}

function Rows({ schedules }: { readonly schedules: readonly ScheduledTransfer[] }) {
  return (
    <ul class="divide-base-300 flex flex-col divide-y empty:hidden">
      {schedules.map((schedule) => (
        <Row key={schedule.ScheduleID} schedule={schedule} />
      ))}
    </ul>
  );
}

function Row({ schedule }: { readonly schedule: ScheduledTransfer }) {
  const { ScheduleID, from_id, amount, currency, next_at, status, payments } = schedule;
  const [last] = payments;
  return (
    <li class="py-2">
      <a
        href={addresses.scheduled(from_id, ScheduleID)}
        class="hover:bg-base-200 -mx-2 flex items-center gap-3 rounded-xl p-2 text-sm"
      >
        <span class="flex min-w-0 grow flex-col gap-1 [overflow-wrap:anywhere]">
          <span class="flex flex-wrap items-baseline gap-x-2">
            <Money amount={amount} currency={currency} class="font-medium" />
            <span>{SCHEDULES.toPayees(payeesInWords(schedule))}</span>
          </span>
          <span>{inWords(timingOf(schedule), format, ownTimeZone())}</span>
          <span class="text-quiet">
            {next_at === undefined ? (
              SCHEDULES.status[status]
            ) : (
              <>
                {SCHEDULES.next}: <Time at={next_at} />
              </>
            )}
          </span>
          {last && (
            <span>
              <span class="text-quiet">{SCHEDULES.last}:</span> <PaymentStatus payment={last} />
            </span>
          )}
        </span>
        <Icon name="next" class="text-quiet size-4" />
      </a>
    </li>
  );
}
