import type { Payee, TransactionDetail } from 'mib/client';
import { useEffect } from 'preact/hooks';
import { REFUND } from '../../texts/refunds.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { TRANSFER } from '../../texts/transfers.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Id } from '../../ui/id.tsx';
import { Money } from '../../ui/money.tsx';
import { Time } from '../../ui/time.tsx';
import { addresses, payAddress } from '../addresses.ts';
import { isKnownOwn, nameOf, rememberOwn } from '../own-wallets.ts';
import { payeesOf } from '../payees.ts';
import { client } from '../session.ts';

/** The sides of a transfer, its texts and its id. */
export function TransferFacts({ transfer }: { transfer: TransactionDetail }) {
  const { wallet_id, from_id, reference, payer_note, initiated_at, TxID, refund_of, schedule_id, paid_by } = transfer;
  const payees = payeesOf(transfer);
  useOwnWallets([from_id, ...payees.map(({ to_id }) => to_id)].filter((id) => id !== wallet_id).join(' '));
  return (
    <Card>
      <dl class="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-3 text-sm">
        <Fact name={TRANSFER.from}>
          <Side id={from_id} payer={wallet_id} isOwn={wallet_id === from_id || isKnownOwn(from_id)} />
        </Fact>
        <Fact name={TRANSFER.to}>
          <Payees payees={payees} wallet={wallet_id} currency={transfer.currency} />
        </Fact>
        {refund_of !== undefined && (
          <Fact name={REFUND.of}>
            <Id id={refund_of} what={REFUND.ofWhat} href={addresses.transaction(wallet_id, refund_of)} />
          </Fact>
        )}
        {reference !== undefined && <Fact name={TRANSFER.reference}>{reference}</Fact>}
        {payer_note !== undefined && <Fact name={TRANSFER.note}>{payer_note}</Fact>}
        {paid_by && <Fact name={TRANSFER.paidBy}>{payerInWords(paid_by)}</Fact>}
        <Fact name={TRANSFER.initiated}>
          <Time at={initiated_at} as="full" />
        </Fact>
        {schedule_id !== undefined && (
          <Fact name={SCHEDULES.ofTransfer}>
            <a class="link inline-flex min-h-6 items-center" href={addresses.scheduled(from_id, schedule_id)}>
              {SCHEDULES.one}
            </a>
          </Fact>
        )}
        <Fact name={TRANSFER.id}>
          <Id id={TxID} what={TRANSFER.idWhat} />
        </Fact>
      </dl>
    </Card>
  );
}

/** The key by its name, or else the member by their login. */
function payerInWords({ user_id, login = user_id, key }: NonNullable<TransactionDetail['paid_by']>): string {
  return key ? TRANSFER.byKey(key.name) : login;
}

/** One payee alone, or each with what it receives. */
function Payees({ payees, wallet, currency }: { payees: readonly Payee[]; wallet: string; currency: string }) {
  const side = (id: string) => <Side id={id} payer={wallet} isOwn={wallet === id || isKnownOwn(id)} />;
  if (payees.length === 1) return <>{payees.map(({ to_id }) => side(to_id))}</>;
  return (
    <ul class="flex flex-col gap-2">
      {payees.map(({ to_id, amount }) => (
        <li key={to_id} class="flex flex-wrap items-baseline gap-x-3">
          <Money amount={amount} currency={currency} class="font-medium" />
          <span class="min-w-0">{side(to_id)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A wallet of the person leads to its view, and another one to a payment. */
function Side({ id, payer, isOwn }: { id: string; payer: string; isOwn: boolean }) {
  if (isOwn) {
    return (
      <>
        <Id id={id} what={WALLETS.number} href={addresses.wallet(id)} /> {nameOf(id) ?? TRANSFER.yours}
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

/**
 * Learns whether other sides are the person's too. Most people have few wallets: a page is enough.
 * @param others their ids with spaces in between
 */
function useOwnWallets(others: string): void {
  const api = client.value;
  useEffect(() => {
    if (others.split(' ').every(isKnownOwn)) return;
    const controller = new AbortController();
    api.walletsPage({ limit: 100 }, { signal: controller.signal }).then(
      ({ wallets }) => rememberOwn(wallets),
      // Then the other side has no link.
      () => undefined,
    );
    return () => controller.abort();
  }, [api, others]);
}
