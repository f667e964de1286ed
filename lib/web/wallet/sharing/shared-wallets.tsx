import { useEffect } from 'preact/hooks';
import { SHARING } from '../../texts/sharing.ts';
import { Problem } from '../../ui/problem.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { rememberOwn } from '../own-wallets.ts';
import { client } from '../session.ts';
import { WalletRow } from '../wallets/wallet-row.tsx';

/** As many as a person looks through. The API has further pages. */
const MOST = 100;

/** The wallets that others share with the person, if there are any. */
export function SharedWallets() {
  const { data, problem, reload } = useResource('shared wallets', (signal) =>
    client.peek().sharing.walletsPage({ limit: MOST }, { signal }),
  );
  const wallets = data?.wallets;
  useEffect(() => {
    if (wallets) rememberOwn(wallets);
  }, [wallets]);
  if (problem) return <Problem problem={problem} onRetry={reload} />;
  if (!wallets || wallets.length === 0) return null;
  return (
    <section class="mt-8">
      <h2 class="mb-3 text-lg font-semibold">{SHARING.shared.title}</h2>
      <ul class="flex flex-col gap-3">
        {wallets.map((wallet) => (
          <WalletRow key={wallet.wallet_id} wallet={wallet} />
        ))}
      </ul>
    </section>
  );
}
