import { TEXTS } from '../../texts/console/common.ts';
import { ROOT } from '../../texts/console/statements.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import type { HeadProof, KeptRoot } from '../contract.ts';
import { Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { ShardLink, WalletLink } from '../parts/links.tsx';
import { ProofPath } from './proof-path.tsx';

const LOOKS = {
  proven: { icon: 'check', color: 'text-success' },
  no_head: { icon: 'question', color: 'text-warning' },
  tree_deleted: { icon: 'question', color: 'text-warning' },
  entry_differs: { icon: 'cross', color: 'text-error' },
  path_differs: { icon: 'cross', color: 'text-error' },
} as const satisfies Record<HeadProof['result'], object>;

/** Whether a head is below a root: the head, and each hash up to the root. */
export function ProofView({ proof, signature }: { proof: HeadProof; signature: KeptRoot['signature'] }) {
  const { result, wallet_id, shard, currency = NO_CURRENCY, head, seq, index, size, command } = proof;
  const { icon, color } = LOOKS[result];
  return (
    <div class="border-base-300 flex flex-col gap-4 border-t pt-4">
      <div role="status">
        <p class={`flex items-center gap-3 text-lg font-semibold ${color}`}>
          <Icon name={icon} class="size-6" />
          {ROOT.results[result]}
        </p>
        <p class="text-quiet mt-1 text-sm">{ROOT.resultTexts[result]}</p>
        {result === 'proven' && signature !== 'valid' && (
          <p class="text-warning mt-1 text-sm font-medium">{ROOT.unsigned}</p>
        )}
      </div>
      <Facts
        facts={[
          { name: TEXTS.wallet, value: <WalletLink id={wallet_id} /> },
          { name: ROOT.shard, value: <ShardLink number={shard} /> },
          seq !== undefined && { name: ROOT.head, value: ROOT.entry(format.count(seq)) },
          head && { name: ROOT.balance, value: <Money amount={head.balance} currency={currency} /> },
          head && { name: ROOT.posted, value: <Time at={head.posted_at} as="full" /> },
          index !== undefined && {
            name: ROOT.place,
            value: ROOT.placeOf(format.count(index + 1), format.count(size)),
          },
        ]}
      />
      {head && (
        <div class="text-sm">
          <p class="text-quiet text-xs">{ROOT.hash}</p>
          <p class="flex items-start gap-1">
            <code class="min-w-0 py-0.5 [overflow-wrap:anywhere]">{head.hash}</code>
            <CopyButton text={head.hash} what={ROOT.hashWhat} class="btn btn-ghost btn-xs btn-square" />
          </p>
        </div>
      )}
      <ProofPath proof={proof} />
      <Command text={command} />
    </div>
  );
}
