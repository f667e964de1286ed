import { OPERATORS } from '../../texts/console/operators.ts';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import type { OperatorAct, OperatorLog } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Badge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';

const EVERY_MS = 10_000;

/** What operators did, the newest first, and whether the log is whole. */
export function OperatorLogPage() {
  const known = useLive('operatorLog', {}, EVERY_MS);
  return (
    <Page title={OPERATORS.title} wide>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{OPERATORS.intro}</p>
        <Loaded known={known} height="h-72">
          {({ acts, check, command }) => (
            <>
              <Check check={check} />
              <Command text={command} />
              <Card title={OPERATORS.list}>
                {acts.length === 0 ? (
                  <Empty icon="user" title={OPERATORS.none} />
                ) : (
                  <ul class="flex flex-col" aria-label={OPERATORS.list}>
                    {acts.map((act) => (
                      <ActRow key={act.seq} act={act} />
                    ))}
                  </ul>
                )}
              </Card>
            </>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

function Check({ check: { verified, entries, head, broken } }: Pick<OperatorLog, 'check'>) {
  return (
    <div
      {...(!verified && { role: 'alert' })}
      class={`rounded-2xl border p-4 text-sm ${verified ? 'border-base-300' : 'border-error/50'}`}
    >
      <p class={`flex items-center gap-2 font-semibold ${verified ? 'text-success' : 'text-error'}`}>
        <Icon name={verified ? 'check' : 'cross'} />
        {verified ? OPERATORS.whole(format.count(entries)) : OPERATORS.broken}
      </p>
      {broken && <p>{broken.detail}</p>}
      <p class="mt-2">
        {OPERATORS.head} <code class="text-[0.92em] [overflow-wrap:anywhere]">{head}</code>
      </p>
      <p class="text-quiet">{OPERATORS.headHint}</p>
    </div>
  );
}

function ActRow({ act }: { act: OperatorAct }) {
  const { seq, at, by, command, reason, outcome, arguments: given } = act;
  const words = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  return (
    <li class="border-base-300 flex flex-col gap-1 border-t py-3 text-sm first:border-t-0">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span class="text-quiet tabular-nums">{seq}</span>
        <code class="font-medium">{command}</code>
        {outcome ? (
          <Badge tone={outcome.result === 'done' ? 'good' : 'bad'} text={OPERATORS.results[outcome.result]} />
        ) : (
          <Badge tone="warning" text={OPERATORS.noOutcome} />
        )}
        <span class="text-quiet ml-auto text-xs">
          <Time at={at} as="short" />
        </span>
      </div>
      {words.length > 0 && <code class="text-[0.92em] [overflow-wrap:anywhere]">{words.join(' ')}</code>}
      <p class="[overflow-wrap:anywhere]">
        <span class="text-quiet">{OPERATORS.reason}</span> {reason}
      </p>
      <p class="[overflow-wrap:anywhere]">
        <span class="text-quiet">{OPERATORS.by}</span> {by}
      </p>
      {outcome?.detail !== undefined && <p class="text-error [overflow-wrap:anywhere]">{outcome.detail}</p>}
      {!outcome && <p class="text-warning">{OPERATORS.noOutcomeText}</p>}
    </li>
  );
}
