import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { shortId } from '../../ui/format.ts';

/** The whole number of a wallet, for its payers. A long one is closed at first. */
export function WalletNumber({ id, isClosed }: { id: string; isClosed: boolean }) {
  const short = shortId(id);
  return (
    <Card title={WALLETS.numberTitle}>
      <div class="flex items-start gap-2">
        {short === id ? (
          <p class="amount grow self-center">{id}</p>
        ) : (
          <details class="min-w-0 grow">
            <summary class="amount cursor-pointer py-1">
              {short} <span class="text-quiet text-sm">{WALLETS.digits(id.length)}</span>
            </summary>
            <p class="amount mt-2 text-sm break-all">{id}</p>
          </details>
        )}
        <CopyButton text={id} what={WALLETS.number} />
      </div>
      {!isClosed && <p class="text-quiet mt-2 text-sm">{WALLETS.numberDetail}</p>}
    </Card>
  );
}
