import type { ScheduledTransfer } from 'mib/client';
import { useState } from 'preact/hooks';
import { PAY } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useRefresh } from '../../ui/use-refresh.ts';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { MetadataList } from '../metadata-list.tsx';
import { nameOf } from '../own-wallets.ts';
import { client } from '../session.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { ChangeCard } from './change-card.tsx';
import { PaymentStatus } from './payment-status.tsx';
import { payeesInWords, timingOf } from './scheduled.ts';
import { ownTimeZone } from './time-zone.ts';
import { inWords } from './words.ts';

const REFRESH_MS = 10_000;

/** A scheduled payment: its rule, its next and last payments, and how to change or cancel it. */
export function ScheduleView({ id, ScheduleID }: { readonly id: string; readonly ScheduleID: string }) {
  const { data, problem, reload } = useResource(`schedule ${id} ${ScheduleID}`, (signal) =>
    client.peek().scheduled(id, ScheduleID, { signal }),
  );
  useRefresh(reload, REFRESH_MS);
  const [open, setOpen] = useState<'change' | 'cancel'>();
  const close = () => {
    setOpen(undefined);
    reload();
  };
  const back = { href: addresses.wallet(id), label: nameOf(id) ?? WALLETS.titleOf(shortId(id)) };
  return (
    <Page title={SCHEDULES.one} back={back}>
      <div class="flex flex-col gap-4">
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-44 w-full rounded-2xl" />}
        {data && <Facts schedule={data} />}
        {data?.status === 'ACTIVE' && open !== 'change' && (
          <div class="flex flex-wrap gap-2">
            <button type="button" class="btn" onClick={() => setOpen('change')}>
              {SCHEDULES.change}
            </button>
            <button type="button" class="btn" onClick={() => setOpen('cancel')}>
              {SCHEDULES.cancel}
            </button>
          </div>
        )}
        {data && open === 'change' && <ChangeCard schedule={data} onClose={close} />}
        {data && <Payments schedule={data} />}
        <ActionCode action={{ kind: 'scheduledTransfer', walletId: id, ScheduleID }} />
      </div>
      {open === 'cancel' && <CancelDialog walletId={id} ScheduleID={ScheduleID} onClose={close} />}
    </Page>
  );
}

function Facts({ schedule }: { readonly schedule: ScheduledTransfer }) {
  const { amount, currency, status, status_note, next_at, payments_left, repeat, reference, note, metadata } = schedule;
  return (
    <Card>
      <p class="mb-1">
        <Money amount={amount} currency={currency} hero />
      </p>
      <p class="mb-4 [overflow-wrap:anywhere]">{inWords(timingOf(schedule), format, ownTimeZone())}.</p>
      <dl class="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2 text-sm">
        <Fact name={SCHEDULES.to}>{payeesInWords(schedule)}</Fact>
        {next_at === undefined ? (
          <Fact name={SCHEDULES.state}>{[SCHEDULES.status[status], status_note ?? []].flat().join(': ')}</Fact>
        ) : (
          <Fact name={SCHEDULES.next}>
            <Time at={next_at} />
          </Fact>
        )}
        {repeat && payments_left !== undefined && <Fact name={SCHEDULES.left}>{format.count(payments_left)}</Fact>}
        {reference !== undefined && <Fact name={PAY.labels.reference}>{reference}</Fact>}
        {note !== undefined && <Fact name={PAY.labels.note}>{note}</Fact>}
        <Fact name={SCHEDULES.made}>
          <Time at={schedule.created_at} />
        </Fact>
      </dl>
      {metadata && (
        <div class="border-base-300 mt-4 border-t pt-4">
          <MetadataList metadata={metadata} />
        </div>
      )}
    </Card>
  );
}

function Payments({ schedule: { from_id, payments } }: { readonly schedule: ScheduledTransfer }) {
  return (
    <Card title={SCHEDULES.payments}>
      {payments.length === 0 && <p class="text-quiet text-sm">{SCHEDULES.noPayments}</p>}
      <ul class="flex flex-col gap-1 empty:hidden">
        {payments.map((payment) => (
          <li key={payment.TxID}>
            <a
              href={addresses.transaction(from_id, payment.TxID)}
              class="hover:bg-base-200 -mx-2 flex items-center gap-3 rounded-xl p-2 text-sm"
            >
              <span class="min-w-0 grow [overflow-wrap:anywhere]">
                <Time at={payment.due_at} class="text-quiet" /> <PaymentStatus payment={payment} />
              </span>
              <Icon name="next" class="text-quiet size-4" />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
