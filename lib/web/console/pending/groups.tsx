import type { ComponentChildren } from 'preact';
import { PENDING } from '../../texts/console/pending.ts';
import { format } from '../../ui/person.ts';
import { addressOf, type PendingFilters } from '../addresses.ts';
import type { Pending } from '../contract.ts';
import { ShardLink } from '../parts/links.tsx';

/** How many are pending by shard and by age, each as a bar with its number. */
export function Groups({ pending: { by_shard, by_age }, filters }: { pending: Pending; filters: PendingFilters }) {
  const mostOfShard = Math.max(1, ...by_shard.map(({ count }) => count));
  const mostOfAge = Math.max(1, ...by_age.map(({ count }) => count));
  return (
    <div class="grid gap-6 sm:grid-cols-2">
      <Group title={PENDING.byShard}>
        {by_shard.map(({ shard, count, waiting }) => (
          <Bar
            key={shard}
            name={<ShardLink number={shard} />}
            share={count / mostOfShard}
            isMarked={waiting > 0}
            href={addressOf.pending({ ...filters, shard })}
            text={PENDING.shardCount(count, waiting)}
          />
        ))}
      </Group>
      <Group title={PENDING.byAge}>
        {by_age.map(({ from_ms, to_ms, count }) => (
          <Bar
            key={from_ms}
            name={ageText(from_ms, to_ms)}
            share={count / mostOfAge}
            isMarked={from_ms >= SLOW_MS && count > 0}
            href={addressOf.pending({ ...filters, olderThanMs: from_ms === 0 ? undefined : from_ms })}
            text={format.count(count)}
          />
        ))}
      </Group>
    </div>
  );
}

/** By then the sweeper has taken it over. */
const SLOW_MS = 60_000;

function ageText(from: number, to: number | undefined): string {
  if (to === undefined) return PENDING.age(format.duration(from));
  return from === 0 ? PENDING.youngest(format.duration(to)) : PENDING.age(format.duration(from), format.duration(to));
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <h3 class="mb-2 text-sm font-medium">{title}</h3>
      <ul class="flex flex-col gap-1.5">{children}</ul>
    </div>
  );
}

function Bar({
  name,
  share,
  isMarked,
  href,
  text,
}: {
  name: ComponentChildren;
  share: number;
  isMarked: boolean;
  href: string;
  text: string;
}) {
  return (
    <li class="grid grid-cols-[7.5rem_minmax(0,1fr)_5rem] sm:grid-cols-[7.5rem_minmax(0,1fr)_8.5rem] items-center gap-3 text-sm">
      <span class="truncate">{name}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" class="h-2.5 w-full" aria-hidden="true">
        <rect width="100" height="10" class="fill-base-300/60" />
        <rect width={100 * share} height="10" class={isMarked ? 'fill-warning' : 'fill-primary'} />
      </svg>
      <a href={href} class="link link-hover min-h-6 text-right tabular-nums sm:whitespace-nowrap">
        {text}
      </a>
    </li>
  );
}
