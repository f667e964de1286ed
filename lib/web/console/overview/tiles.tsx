import type { ComponentChildren } from 'preact';
import { OVERVIEW } from '../../texts/console/overview.ts';
import { format } from '../../ui/person.ts';
import { addressOf } from '../addresses.ts';
import type { Overview } from '../contract.ts';
import { Badge, ShardBadge, type Tone } from '../parts/badge.tsx';
import { ShardLink } from '../parts/links.tsx';

/** What else decides whether an operator has to act: each leads to its view. */
export function Tiles({ overview: { pending, shards, alarms } }: { overview: Overview }) {
  const reachable = shards.filter(({ state }) => state === 'reachable').length;
  return (
    <div class="grid gap-4 sm:grid-cols-3">
      <PendingTile pending={pending} />
      <Tile
        href={addressOf.shards}
        heading={OVERVIEW.shards.heading}
        tone={reachable === shards.length ? 'good' : 'bad'}
        value={`${reachable}/${shards.length}`}
      >
        {reachable === shards.length ? (
          OVERVIEW.shards.all(shards.length)
        ) : (
          <ul class="flex flex-col gap-1">
            {shards
              .filter(({ state }) => state !== 'reachable')
              .map(({ number, state }) => (
                <li key={number} class="flex items-center gap-1.5">
                  <ShardBadge state={state} />
                  <ShardLink number={number} />
                </li>
              ))}
          </ul>
        )}
      </Tile>
      <Tile
        href={addressOf.alarms}
        heading={OVERVIEW.alarms.heading}
        tone={alarms.length === 0 ? 'good' : 'bad'}
        value={String(alarms.length)}
      >
        {alarms.length === 0 ? OVERVIEW.alarms.none : [...new Set(alarms)].join(', ')}
      </Tile>
    </div>
  );
}

/** The sweeper has had a transfer of this age in its hands. */
const OLD_MS = 60_000;

function PendingTile({ pending }: Pick<Overview, 'pending'>) {
  const { heading, unknown, none, oldest, atLeast } = OVERVIEW.pending;
  const href = addressOf.pending();
  if (!pending) {
    return (
      <Tile href={href} heading={heading} tone="warning" word={OVERVIEW.pending.unknownWord} value="?">
        {unknown}
      </Tile>
    );
  }
  const { count, exact, oldest_ms } = pending;
  const tone = oldest_ms > OLD_MS ? 'warning' : count > 0 ? 'busy' : 'good';
  const counted = format.count(count);
  return (
    <Tile href={href} heading={heading} tone={tone} value={exact ? counted : atLeast(counted)}>
      {count === 0 ? none : oldest(format.duration(oldest_ms))}
    </Tile>
  );
}

function Tile({
  href,
  heading,
  tone,
  word = OVERVIEW.tone[tone],
  value,
  children,
}: {
  href: string;
  heading: string;
  tone: Tone;
  /** What the tone says here. */
  word?: string;
  value: string;
  children: ComponentChildren;
}) {
  return (
    <section aria-label={heading} class="bg-base-100 border-base-300 flex flex-col gap-2 rounded-2xl border p-4 sm:p-5">
      <h2 class="text-sm font-medium">
        <a href={href} class="link link-hover">
          {heading}
        </a>
      </h2>
      <p class="flex items-center gap-3">
        <span class="text-4xl font-bold tabular-nums">{value}</span>
        <Badge tone={tone} text={word} />
      </p>
      <div class="text-quiet text-sm [overflow-wrap:anywhere]">{children}</div>
    </section>
  );
}
