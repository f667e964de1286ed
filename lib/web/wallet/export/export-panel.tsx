import { EXPORT } from '../../texts/list.ts';
import { UI } from '../../texts/ui.ts';
import { FoldedPanel } from '../../ui/folded-panel.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { ActionCode } from '../action-code.tsx';
import { apiQuery, type ListFilters } from '../filters.ts';
import { type ExportState, useExport } from './use-export.ts';

/** The list as a file, with the present filters, and both from a program. */
export function ExportPanel({ walletId, filters }: { walletId: string; filters: ListFilters }) {
  const { state, start, stop } = useExport(walletId, filters);
  const query = apiQuery(filters);
  return (
    <FoldedPanel title={EXPORT.title}>
      <div class="flex min-w-0 flex-col gap-3">
        <p class="text-quiet text-sm">{EXPORT.lead}</p>
        {state.kind === 'running' ? (
          <button type="button" class="btn" onClick={stop}>
            {UI.cancel}
          </button>
        ) : (
          <button type="button" class="btn btn-primary" onClick={start}>
            {EXPORT.start}
          </button>
        )}
        <p role="status" class="text-sm empty:hidden">
          {wordsOf(state)}
        </p>
        {state.kind === 'running' && <progress class="progress" aria-label={EXPORT.start} />}
        {state.kind === 'failed' && <Problem problem={state.problem} onRetry={start} />}
        <ActionCode title={EXPORT.fileAs} action={{ kind: 'csv', walletId, query }} />
        <ActionCode title={EXPORT.listAs} action={{ kind: 'transactions', walletId, query }} />
      </div>
    </FoldedPanel>
  );
}

function wordsOf(state: ExportState): string | undefined {
  if (state.kind === 'running') return EXPORT.rows(format.count(state.rows));
  if (state.kind === 'done') return EXPORT.done(format.count(state.rows), sizeOf(state.bytes));
  return state.kind === 'stopped' ? EXPORT.stopped : undefined;
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000
    ? `${format.count(Math.ceil(bytes / 1_000))} kB`
    : `${format.count(Math.round(bytes / 1_000_000))} MB`;
}
