import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CHART } from '../../texts/chart.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { shortId } from '../../ui/format.ts';
import { lazy } from '../../ui/lazy.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { nameOf } from '../own-wallets.ts';
import { useCurrency } from '../use-currency.ts';
import { AsOf, timeOf } from './as-of.tsx';
import { BalanceTable } from './balance-table.tsx';
import { type ChartAddress, chartSearch, readChartAddress } from './chart-address.ts';
import { SpanChoice } from './span-choice.tsx';
import { useHistory } from './use-history.ts';

const BalanceChart = lazy(async () => (await import('./balance-chart.tsx')).BalanceChart);

/** The balance of a wallet over time, and at one time of the person's choice. */
export function BalanceView({ id }: { id: string }) {
  const { url, route } = useLocation();
  const { span, at, broken } = readChartAddress(new URL(url, location.origin).search, Date.now());
  const { history, problem, isReading, retry } = useHistory(id, span);
  const currency = useCurrency(id);
  const [moving, setMoving] = useState<number>();
  const show = (changed: Partial<ChartAddress>) => {
    setMoving(undefined);
    // The slider passes many times, which are no pages to go back to.
    route(addresses.balance(id) + chartSearch({ span, at, ...changed }), true);
  };
  const marked = moving ?? (at === undefined ? undefined : Date.parse(at));
  return (
    <Page
      wide
      title={CHART.title}
      back={{ href: addresses.wallet(id), label: nameOf(id) ?? WALLETS.titleOf(shortId(id)) }}
    >
      <div class="flex flex-col gap-4">
        <Card>
          <SpanChoice chosen={span} onChoose={(chosen) => show({ span: chosen })} />
          <div class="mb-2 min-h-80" aria-busy={isReading}>
            {history ? (
              <BalanceChart
                history={history}
                currency={currency}
                marked={marked}
                onChoose={(ms) => show({ at: timeOf(ms, history.from, history.to) })}
              />
            ) : (
              !problem && <Skeleton class="h-80 w-full" />
            )}
            {problem && <Problem problem={problem} onRetry={retry} />}
          </div>
          {history && (
            <AsOf
              walletId={id}
              at={at}
              broken={broken}
              from={history.from}
              to={history.to}
              onMove={setMoving}
              onChoose={(chosen) => show({ at: chosen })}
            />
          )}
        </Card>
        {history && <BalanceTable history={history} currency={currency} />}
        <div class="text-quiet flex max-w-prose flex-col gap-1 text-sm">
          <p>{CHART.explained}</p>
          {history?.openedAt !== undefined && (
            <p>{CHART.opened(format.timeShort(new Date(history.openedAt).toISOString()))}</p>
          )}
          {history && history.samples.length > 0 && (
            <p>{CHART.sampled(format.timeShort(new Date(history.line[0]?.at ?? history.to).toISOString()))}</p>
          )}
        </div>
        <ActionCode
          action={at === undefined ? { kind: 'balance', walletId: id } : { kind: 'balanceAt', walletId: id, time: at }}
        />
      </div>
    </Page>
  );
}
