import { OVERVIEW } from '../../texts/console/overview.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { addressOf } from '../addresses.ts';
import type { Overview } from '../contract.ts';
import { Facts } from '../parts/card.tsx';

type Books = Overview['books'];

const { books: TEXT } = OVERVIEW;
const ICONS: Record<Books['state'], IconName> = { balanced: 'check', unbalanced: 'cross', unknown: 'question' };
const FRAMES: Record<Books['state'], string> = {
  balanced: 'border-success bg-success/8',
  unbalanced: 'border-error bg-error/12 border-4',
  unknown: 'border-warning bg-warning/8',
};
const SIGNS: Record<Books['state'], string> = {
  balanced: 'bg-success text-success-content',
  unbalanced: 'bg-error text-error-content',
  unknown: 'bg-warning text-warning-content',
};

/** Whether money was made or lost: the one thing that everybody sees first. */
export function BooksBanner({ books }: { books: Books }) {
  const { state, sum, since, checked_at, error, source, history } = books;
  const { sign, text } = TEXT[state];
  const last = state === 'unknown' ? history.at(-1) : undefined;
  return (
    <section aria-label={TEXT.heading} class={`flex flex-col gap-5 rounded-2xl border-2 p-5 sm:p-6 ${FRAMES[state]}`}>
      <div class="flex flex-wrap items-center gap-x-5 gap-y-3" role="status">
        <span class={`grid size-16 place-items-center rounded-full sm:size-20 ${SIGNS[state]}`}>
          <Icon name={ICONS[state]} class="size-10 sm:size-12" />
        </span>
        <div class="min-w-0">
          <p class="text-5xl font-bold tracking-tight tabular-nums sm:text-6xl">{sign}</p>
          <p class="mt-1 text-lg font-medium">{text}</p>
          {state === 'unbalanced' && sum !== undefined && (
            <p>
              {TEXT.off} <span class="amount font-bold">{format.signedAmount(sum)}</span>
            </p>
          )}
        </div>
        <a href={addressOf.audit} class="btn ml-auto">
          {TEXT.toAudit}
          <Icon name="next" class="size-4" />
        </a>
      </div>
      {error !== undefined && <p class="font-medium">{TEXT.error(error)}</p>}
      <Facts
        facts={[
          state !== 'unknown' && since !== undefined && { name: TEXT.since, value: <Since since={since} /> },
          {
            name: state === 'unknown' ? TEXT.lastChecked : TEXT.checked,
            value: <Checked at={checked_at} last={last} />,
          },
          { name: TEXT.by, value: TEXT.source[source] },
        ]}
      />
      {history.length > 0 && <History history={history} />}
    </section>
  );
}

/** When the books were read. If how they are now is not known, also how they were then. */
function Checked({ at, last }: { at: string | undefined; last: Books['history'][number] | undefined }) {
  if (at === undefined) return <>{TEXT.never}</>;
  return (
    <>
      {last && (last.balanced ? TEXT.wereBalanced : TEXT.wereUnbalanced)} <Time at={at} as="age" />
    </>
  );
}

function Since({ since }: { since: string }) {
  const now = useNow(1_000);
  return (
    <>
      <Time at={since} as="short" />{' '}
      <span class="tabular-nums">({TEXT.for(format.duration(Math.max(0, now - Date.parse(since))))})</span>
    </>
  );
}

/** One bar for each check. Those that did not balance are taller, and not only red. */
function History({ history }: { history: Books['history'] }) {
  const bad = history.filter(({ balanced }) => !balanced).length;
  return (
    <div>
      <svg
        viewBox={`0 0 ${history.length * 4} 16`}
        preserveAspectRatio="none"
        class="h-4 max-w-full"
        width={history.length * 4}
        aria-hidden="true"
      >
        {history.map(({ at, balanced }, n) => (
          <rect
            key={at}
            x={n * 4}
            y={balanced ? 10 : 0}
            width={3}
            height={balanced ? 6 : 16}
            class={balanced ? 'fill-success' : 'fill-error'}
          />
        ))}
      </svg>
      <p class="text-quiet mt-1 text-xs">
        {bad === 0 ? TEXT.allBalanced(history.length) : TEXT.someUnbalanced(bad, history.length)}
      </p>
    </div>
  );
}
