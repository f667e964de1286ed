import type { TransactionDetail } from 'mib/client';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { TRANSFER } from '../../texts/transfers.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { Id } from '../../ui/id.tsx';
import { Time } from '../../ui/time.tsx';
import { addresses, payAddress } from '../addresses.ts';
import { isKnownOwn, rememberOwn } from '../own-wallets.ts';
import { client } from '../session.ts';

/** Both sides of a transfer, its texts and its id. */
export function TransferFacts({ transfer }: { transfer: TransactionDetail }) {
  const { wallet_id, from_id, to_id, reference, payer_note, initiated_at, TxID } = transfer;
  useOwnWallets(wallet_id === from_id ? to_id : from_id);
  return (
    <Card>
      <dl class="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-3 text-sm">
        <Fact name={TRANSFER.from}>
          <Side id={from_id} payer={wallet_id} isOwn={wallet_id === from_id || isKnownOwn(from_id)} />
        </Fact>
        <Fact name={TRANSFER.to}>
          <Side id={to_id} payer={wallet_id} isOwn={wallet_id === to_id || isKnownOwn(to_id)} />
        </Fact>
        {reference !== undefined && <Fact name={TRANSFER.reference}>{reference}</Fact>}
        {payer_note !== undefined && <Fact name={TRANSFER.note}>{payer_note}</Fact>}
        <Fact name={TRANSFER.initiated}>
          <Time at={initiated_at} as="full" />
        </Fact>
        <Fact name={TRANSFER.id}>
          <Id id={TxID} what={TRANSFER.idWhat} />
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt class="text-quiet">{name}</dt>
      <dd class="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

/** A wallet of the person leads to its view, and another one to a payment. */
function Side({ id, payer, isOwn }: { id: string; payer: string; isOwn: boolean }) {
  if (isOwn) {
    return (
      <>
        <Id id={id} what={WALLETS.number} href={addresses.wallet(id)} /> {TRANSFER.yours}
      </>
    );
  }
  return (
    <>
      <Id id={id} what={WALLETS.number} />{' '}
      <a class="link inline-flex min-h-6 items-center" href={payAddress({ from: payer, to: id })}>
        {TRANSFER.payThem}
      </a>
    </>
  );
}

/** Learns whether the other side is the person's too. Most people have few wallets: a page is enough. */
function useOwnWallets(other: string): void {
  const api = client.value;
  useEffect(() => {
    if (isKnownOwn(other)) return;
    const controller = new AbortController();
    api.walletsPage({ limit: 100 }, { signal: controller.signal }).then(
      ({ wallets }) => rememberOwn(wallets.map(({ wallet_id }) => wallet_id)),
      // Then the other side has no link.
      () => undefined,
    );
    return () => controller.abort();
  }, [api, other]);
}
