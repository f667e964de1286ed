import type { WaitingApproval } from 'mib/client';
import { APPROVALS } from '../../texts/approvals.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useRefresh } from '../../ui/use-refresh.ts';
import { useResource } from '../../ui/use-resource.ts';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { WaitingRow } from './waiting-row.tsx';

const REFRESH_MS = 10_000;

/** What waits for the decision of the person, or was asked for by them. */
export function ApprovalsView() {
  const { data, problem, reload } = useResource('approvals', async (signal) => {
    const waiting: WaitingApproval[] = [];
    for await (const one of client.peek().approvals.all({}, { signal })) waiting.push(one);
    return waiting;
  });
  useRefresh(reload, REFRESH_MS);
  return (
    <Page title={APPROVALS.title} back={{ href: addresses.home, label: WALLETS.title }}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{APPROVALS.lead}</p>
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
        {data?.length === 0 && (
          <Empty icon="check" title={APPROVALS.none}>
            {APPROVALS.noneDetail}
          </Empty>
        )}
        <ul class="flex flex-col gap-3">
          {data?.map((waiting) => (
            <WaitingRow
              key={waiting.kind === 'payment' ? waiting.TxID : waiting.change_id}
              waiting={waiting}
              onDecided={reload}
            />
          ))}
        </ul>
      </div>
    </Page>
  );
}
