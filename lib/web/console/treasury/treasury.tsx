import { TREASURY_PAGE } from '../../texts/console/treasury.ts';
import { Money } from '../../ui/money.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { Page } from '../../ui/page.tsx';
import type { Treasury } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { CurrencyCard } from './currency.tsx';
import { OrderCard } from './order.tsx';

const EVERY_MS = 10_000;

/** What was issued today, a form to issue and to retire money, and one for another currency. */
export function TreasuryPage() {
  const known = useLive('treasury', {}, EVERY_MS);
  return (
    <Page title={TREASURY_PAGE.title} wide>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{TREASURY_PAGE.intro}</p>
        <OrderCard />
        <Loaded known={known} height="h-40">
          {({ limits, command }) => (
            <>
              {limits.map((one) => (
                <LimitsCard key={one.currency} limits={one} />
              ))}
              <Command text={command} />
            </>
          )}
        </Loaded>
        <CurrencyCard />
      </div>
    </Page>
  );
}

function LimitsCard({ limits }: { limits: Treasury['limits'][number] }) {
  const { day, currency, issued, a_day, alone, alone_a_day, alarm_above } = limits;
  const money = (amount: string) => <Money amount={amount} currency={currency} />;
  const share = (part: string, whole: string) => (
    <>
      {money(part)} {TREASURY_PAGE.of} {money(whole)}
    </>
  );
  return (
    <Card title={currency === NO_CURRENCY ? TREASURY_PAGE.limits : `${TREASURY_PAGE.limits}: ${currency}`}>
      <p class="text-quiet text-sm">{TREASURY_PAGE.day(day)}</p>
      <Facts
        facts={[
          { name: TREASURY_PAGE.issued, value: share(issued, a_day) },
          { name: TREASURY_PAGE.alone, value: share(alone, alone_a_day) },
          { name: TREASURY_PAGE.alarm, value: money(alarm_above) },
        ]}
      />
    </Card>
  );
}
