import type { Balance, Wallet } from 'mib/client';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { WALLETS } from '../../texts/wallets.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { shortId } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useRefresh } from '../../ui/use-refresh.ts';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses, payAddress } from '../addresses.ts';
import { RuleCard } from '../approvals/rule-card.tsx';
import { HoldsCard } from '../holds/holds-card.tsx';
import { nameOf, rememberOwn } from '../own-wallets.ts';
import { SchedulesCard } from '../schedule/schedules-card.tsx';
import { client } from '../session.ts';
import { SharedCard } from '../sharing/shared-card.tsx';
import { SharingCard } from '../sharing/sharing-card.tsx';
import { ControlsCard } from './controls-card.tsx';
import { LabelsCard } from './labels-card.tsx';
import { LastTransfer } from './last-transfer.tsx';
import { WalletNumber } from './wallet-number.tsx';
import { StateBadge } from './wallet-state.tsx';

const REFRESH_MS = 5_000;

/** One wallet: what it has, its last transfer, and what can be done with it. */
export function WalletView({ id }: { id: string }) {
  const { data, problem, reload } = useResource(`balance ${id}`, (signal) => client.peek().balance(id, { signal }));
  const refresh = useCallback(() => {
    if (problem?.retryAt === undefined || problem.retryAt <= Date.now()) reload();
  }, [problem, reload]);
  useRefresh(refresh, REFRESH_MS);
  useSpokenBalance(data);
  const [wallet, setWallet] = useLabels(id);
  const shared = wallet?.shared;
  const isOwn = shared === undefined;
  return (
    <Page title={nameOf(id) ?? WALLETS.titleOf(shortId(id))} back={{ href: addresses.home, label: WALLETS.title }}>
      <div class="flex flex-col gap-4">
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-44 w-full rounded-2xl" />}
        {data && (
          <>
            <Amounts id={id} balance={data} />
            {shared && <SharedCard walletId={id} currency={data.currency} shared={shared} />}
            <Actions id={id} isClosed={data.closed_at !== undefined} mayPay={shared?.max_per_day !== null} />
            {isOwn && <HoldsCard key={`holds ${id}`} walletId={id} onEnded={reload} />}
            <LastTransfer walletId={id} last={data.last_transaction} />
            {isOwn && <SchedulesCard key={`scheduled ${id}`} walletId={id} />}
            <WalletNumber id={id} isClosed={data.closed_at !== undefined} />
            {isOwn && <ControlsCard key={`controls ${id}`} balance={data} onChanged={reload} />}
            {isOwn && wallet && <RuleCard key={`rule ${id}`} walletId={id} />}
            {isOwn && wallet && <SharingCard key={`members ${id}`} walletId={id} currency={data.currency} />}
            {isOwn && wallet && <LabelsCard key={id} wallet={wallet} onChanged={setWallet} />}
          </>
        )}
        <ActionCode action={{ kind: 'balance', walletId: id }} />
      </div>
    </Page>
  );
}

/** The wallet with what the person calls it. The view is there without it. */
function useLabels(id: string): [Wallet | undefined, (wallet: Wallet) => void] {
  const { data } = useResource(`wallet ${id}`, (signal) => client.peek().wallet(id, { signal }));
  const [changed, setChanged] = useState<Wallet>();
  const wallet = changed?.wallet_id === id ? changed : data;
  useEffect(() => {
    if (wallet) rememberOwn([wallet]);
  }, [wallet]);
  return [wallet, setChanged];
}

function Amounts({ id, balance: now }: { id: string; balance: Balance }) {
  const { available, balance, reserved, currency } = now;
  return (
    <Card>
      <div class="flex flex-wrap items-center justify-between gap-2">
        <p class="text-quiet text-sm">{WALLETS.available}</p>
        <StateBadge state={now} />
      </div>
      <Money amount={available} currency={currency} hero />
      <dl class="border-base-300 mt-4 grid grid-cols-2 gap-4 border-t pt-4 text-sm">
        <div>
          <dt class="text-quiet">{WALLETS.balance}</dt>
          <dd>
            <Money amount={balance} currency={currency} class="font-medium" />
          </dd>
        </div>
        <div>
          <dt class="text-quiet">{WALLETS.reserved}</dt>
          <dd>
            {reserved === '0' ? (
              <Money amount={reserved} currency={currency} class="font-medium" />
            ) : (
              <a class="link inline-flex min-h-6 items-center" href={addresses.holds(id)} title={WALLETS.reservedLink}>
                <Money amount={reserved} currency={currency} class="font-medium" />
              </a>
            )}
          </dd>
        </div>
      </dl>
      {reserved !== '0' && <p class="text-quiet mt-2 text-sm">{WALLETS.reservedDetail}</p>}
    </Card>
  );
}

interface Action {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

/** A closed wallet neither pays nor receives, and can still be read. */
function Actions({ id, isClosed, mayPay }: { id: string; isClosed: boolean; mayPay: boolean }) {
  const paying: Action = { href: payAddress({ from: id }), label: WALLETS.actions.pay, icon: 'send' };
  const moving: readonly Action[] = [
    ...(mayPay ? [paying] : []),
    { href: addresses.request(id), label: WALLETS.actions.request, icon: 'request' },
  ];
  const actions: readonly Action[] = [
    ...(isClosed ? [] : moving),
    { href: addresses.transactions(id), label: WALLETS.actions.transactions, icon: 'list' },
    { href: addresses.statement(id), label: WALLETS.actions.statement, icon: 'statement' },
    { href: addresses.balance(id), label: WALLETS.actions.chart, icon: 'chart' },
  ];
  return (
    <nav aria-label={WALLETS.actions.label}>
      <ul class="grid grid-cols-5 gap-1 sm:gap-2">
        {actions.map(({ href, label, icon }, index) => (
          <li key={label}>
            <a
              href={href}
              class="hover:text-primary flex flex-col items-center gap-1.5 rounded-xl py-2 text-center text-sm"
            >
              <span
                class={`grid size-12 place-items-center rounded-full ${
                  index === 0 && !isClosed && mayPay ? 'bg-primary text-primary-content' : 'bg-base-300'
                }`}
              >
                <Icon name={icon} />
              </span>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Screen readers hear when the balance changes, such as when money arrives. */
function useSpokenBalance(balance: Balance | undefined): void {
  const available = balance?.available;
  const before = useRef(available);
  useEffect(() => {
    if (available !== undefined && before.current !== undefined && before.current !== available) {
      announce(WALLETS.nowAvailable(format.amount(available, balance?.currency)));
    }
    before.current = available;
  }, [available]);
}
