import { useState } from 'preact/hooks';
import { HOLDS } from '../../texts/holds.ts';
import { UI } from '../../texts/ui.ts';
import { WALLET } from '../../texts/wallet.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { useCurrency } from '../use-currency.ts';
import { HoldRow } from './hold-row.tsx';
import { useHolds } from './use-holds.ts';

const MANY = 50;

/** All that is held by a wallet and for it, the oldest first. */
export function HoldsView({ id }: { id: string }) {
  const [most, setMost] = useState(MANY);
  const { data, problem, reload } = useHolds(id, most);
  const currency = useCurrency(id);
  return (
    <Page title={HOLDS.title} back={{ href: addresses.wallet(id), label: WALLET.back.wallet }}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{HOLDS.lead}</p>
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-44 w-full rounded-2xl" />}
        {data?.holds.length === 0 && (
          <Empty icon="pause" title={HOLDS.none}>
            <p class="text-quiet text-sm">{HOLDS.noneDetail}</p>
          </Empty>
        )}
        {data && currency !== undefined && data.holds.length > 0 && (
          <Card>
            <ul>
              {data.holds.map((hold) => (
                <HoldRow key={hold.TxID} walletId={id} hold={hold} currency={currency} onEnded={reload} />
              ))}
            </ul>
          </Card>
        )}
        {data?.hasMore && (
          <button type="button" class="btn self-center" onClick={() => setMost(most + MANY)}>
            {UI.more}
          </button>
        )}
        <ActionCode action={{ kind: 'holds', walletId: id }} />
      </div>
    </Page>
  );
}
