import { HEAD } from '../../texts/console/statements.ts';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { WalletHead } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';

const EVERY_MS = 10_000;

/** The head of a wallet's statement, and the root that covers it. */
export function HeadCard({ walletId }: { walletId: string }) {
  const known = useLive('head', { wallet_id: walletId }, EVERY_MS);
  return (
    <Card title={HEAD.title}>
      <Loaded known={known} height="h-24">
        {(head) => <HeadView head={head} />}
      </Loaded>
    </Card>
  );
}

function HeadView({ head: { wallet_id, head, currency = NO_CURRENCY, verified, command } }: { head: WalletHead }) {
  if (!head) return <p class="text-quiet text-sm">{HEAD.none}</p>;
  const { seq, balance, posted_at, hash } = head;
  const newer = verified && seq - verified.seq;
  return (
    <>
      <Facts
        facts={[
          { name: HEAD.seq, value: format.count(seq) },
          { name: HEAD.balance, value: <Money amount={balance} currency={currency} class="font-semibold" /> },
          { name: HEAD.posted, value: <Time at={posted_at} as="short" /> },
          {
            name: HEAD.hash,
            value: (
              <code class="text-[0.92em]" title={hash}>
                {shortId(hash)}
              </code>
            ),
          },
          verified && {
            name: HEAD.covered,
            value: (
              <>
                <a
                  class="link link-hover inline-flex min-h-6 items-center"
                  href={addressOf.root(verified.kept_at, wallet_id)}
                >
                  <Time at={verified.kept_at} as="short" />
                </a>
                <span class="text-quiet block text-xs">{HEAD.upTo(format.count(verified.seq))}</span>
              </>
            ),
          },
        ]}
      />
      <p class="text-quiet text-sm">
        {newer === undefined ? HEAD.uncovered : newer > 0 ? HEAD.newer(format.count(newer)) : HEAD.all}
      </p>
      {verified && (
        <a class="btn btn-sm self-start" href={addressOf.root(verified.kept_at, wallet_id)}>
          {HEAD.verify}
        </a>
      )}
      <Command text={command} />
    </>
  );
}
