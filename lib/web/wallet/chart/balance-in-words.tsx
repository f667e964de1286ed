import { CHART } from '../../texts/chart.ts';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { client } from '../session.ts';

/** The balance at a time or now, in a sentence, as the API says it. */
export function BalanceInWords(props: { walletId: string; at: string | undefined; isMoving: boolean }) {
  const { walletId, at, isMoving } = props;
  const { data, problem, reload } = useResource(`${walletId} ${at}`, (signal) => words(walletId, at, signal));
  if (problem && !data) return <Problem problem={problem} onRetry={reload} />;
  return (
    <div role="status" class={`min-h-14 ${isMoving ? 'opacity-50' : ''}`}>
      {data ? (
        <>
          <p class="amount text-lg font-medium">{data.sentence}</p>
          {data.detail && <p class="text-quiet amount text-sm">{data.detail}</p>}
        </>
      ) : (
        <Skeleton class="h-8 w-full" />
      )}
    </div>
  );
}

async function words(walletId: string, at: string | undefined, signal: AbortSignal) {
  const api = client.peek();
  if (at === undefined) {
    const { balance, available, reserved, currency } = await api.balance(walletId, { signal });
    const detail =
      reserved === '0'
        ? undefined
        : CHART.nowDetail(format.amount(available, currency), format.amount(reserved, currency));
    return { sentence: CHART.now(format.amount(balance, currency)), detail };
  }
  const { balance, currency, at: asked, as_of } = await api.balanceAt(walletId, new Date(at), { signal });
  const detail = as_of === asked ? undefined : CHART.asOf(format.timeFull(as_of));
  return { sentence: CHART.at(format.timeFull(asked), format.amount(balance, currency)), detail };
}
