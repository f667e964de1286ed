import type { ComponentChildren } from 'preact';
import { TEXTS } from '../../texts/console/common.ts';
import { format } from '../../ui/person.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { Known } from '../live/poll.ts';
import { refresh } from '../live/use-live.ts';
import { Failed } from './failed.tsx';

/** What is known, once it is known. If the latest update failed, the page says so above the old data. */
export function Loaded<T>({
  known,
  height = 'h-40',
  children,
}: {
  known: Known<T>;
  /** Of the place while it loads, as a class. */
  height?: string;
  children: (data: T) => ComponentChildren;
}) {
  const { data, error, at } = known;
  if (data === undefined) {
    return error ? <Failed error={error} onRetry={refresh} /> : <Skeleton class={`${height} w-full`} />;
  }
  return (
    <>
      {error && (
        <div class="mb-4">
          <Failed error={error} onRetry={refresh} />
          {at !== undefined && (
            <p class="text-quiet mt-1 text-sm">{TEXTS.stale(format.age(new Date(at).toISOString(), Date.now()))}</p>
          )}
        </div>
      )}
      {children(data)}
    </>
  );
}
