import { HOLDS } from '../../texts/holds.ts';
import { Card } from '../../ui/card.tsx';
import { addresses } from '../addresses.ts';
import { useCurrency } from '../use-currency.ts';
import { HoldRow } from './hold-row.tsx';
import { useHolds } from './use-holds.ts';

const FEW = 3;

/** The oldest that is held by a wallet and for it. The view is there without it. */
export function HoldsCard({ walletId, onEnded }: { walletId: string; onEnded: () => void }) {
  const { data, reload } = useHolds(walletId, FEW);
  const currency = useCurrency(walletId);
  if (!data || currency === undefined || data.holds.length === 0) return null;
  const ended = () => {
    reload();
    onEnded();
  };
  return (
    <Card title={HOLDS.title}>
      <ul>
        {data.holds.map((hold) => (
          <HoldRow key={hold.TxID} walletId={walletId} hold={hold} currency={currency} onEnded={ended} />
        ))}
      </ul>
      {data.hasMore && (
        <a class="btn btn-sm mt-3" href={addresses.holds(walletId)}>
          {HOLDS.all}
        </a>
      )}
    </Card>
  );
}
