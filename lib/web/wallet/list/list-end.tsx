import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { LIST } from '../../texts/list.ts';
import { Endless } from '../../ui/endless.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { problemViewOf } from '../../ui/problem-view.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { LiveList } from './live-list.ts';

export interface ListEndProps {
  readonly list: LiveList<unknown>;
  /** Says why there are no rows. */
  readonly none: ComponentChildren;
}

/** What comes after the rows of a list: more of them, the end, or why there is none. */
export function ListEnd({ list, none }: ListEndProps) {
  const { state, rows } = list;
  const more = () => void list.more();
  const problem = useMemo(
    () => (typeof state === 'object' ? problemViewOf(state.error, Date.now()) : undefined),
    [state],
  );
  if (problem) return <Problem problem={problem} onRetry={more} />;
  if (state === 'complete') return <>{rows.length === 0 ? none : <End count={rows.length} />}</>;
  return (
    <>
      {rows.length === 0 && <Skeleton class="h-72 w-full rounded-2xl" />}
      <Endless isReading={state === 'reading'} onMore={more} />
    </>
  );
}

function End({ count }: { count: number }) {
  return <p class="text-quiet py-6 text-center text-sm">{LIST.end(format.count(count))}</p>;
}
