import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { Icon } from './icons.tsx';
import { format } from './person.ts';
import { labelOf, type ProblemView } from './problem-view.ts';
import { useNow } from './use-now.ts';

export interface ProblemProps {
  readonly problem: ProblemView;
  /** Repeats the request. */
  readonly onRetry?: (() => void) | undefined;
  /** The names of the fields as the form has them, by their names in the API. Others are listed by the latter. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What else can be done. */
  readonly children?: ComponentChildren;
}

/** What did not succeed, why, and what can be done. With Retry-After it counts down first. */
export function Problem({ problem, onRetry, labels = {}, children }: ProblemProps) {
  const { code, title, detail, fields, retryAt, isTransient } = problem;
  const now = useNow(retryAt === undefined ? undefined : 1_000);
  const waitMs = retryAt === undefined ? 0 : Math.max(0, retryAt - now);
  useRetryOnline(code === 'unreachable' ? onRetry : undefined);
  return (
    <div role="alert" class="border-error/40 bg-base-100 flex gap-3 rounded-2xl border p-4">
      <Icon name="alert" class="text-error mt-0.5 size-5" />
      <div class="flex min-w-0 grow flex-col gap-2">
        <p class="font-medium">{title}</p>
        {detail && <p class="text-sm [overflow-wrap:anywhere]">{detail}</p>}
        {fields.length > 0 && (
          <ul class="list-disc pl-5 text-sm [overflow-wrap:anywhere]">
            {fields.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {labelOf(labels, field) ?? <code>{field}</code>} {message}.
              </li>
            ))}
          </ul>
        )}
        {retryAt !== undefined && (
          <p class="text-sm" aria-live="off">
            {waitMs > 0 ? UI.retryIn(format.duration(1_000 * Math.ceil(waitMs / 1_000))) : UI.retryNow}
          </p>
        )}
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
          {onRetry && isTransient && (
            <button type="button" class="btn btn-sm" disabled={waitMs > 0} onClick={onRetry}>
              <Icon name="refresh" class="size-4" />
              {UI.retry}
            </button>
          )}
          {children}
          <code class="text-quiet ml-auto text-xs">{code}</code>
        </div>
      </div>
    </div>
  );
}

/** A request that found no network is repeated when there is one. */
function useRetryOnline(retry: (() => void) | undefined): void {
  useEffect(() => {
    if (!retry) return;
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [retry]);
}
