import { EXPORT } from '../../texts/list.ts';
import { UI } from '../../texts/ui.ts';
import { FoldedPanel } from '../../ui/folded-panel.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { ActionCode } from '../action-code.tsx';
import type { Action } from '../actions.ts';
import { type ExportedFile, type ExportState, useExport } from './use-export.ts';

/** What the panel says of the file. */
export interface ExportTexts {
  readonly lead: string;
  rows(count: string): string;
  done(count: string, size: string): string;
}

export interface ExportPanelProps {
  readonly file: ExportedFile;
  readonly texts: ExportTexts;
  /** The file and the list from a program. */
  readonly fileAction: Action;
  readonly listAction: Action;
}

/** A list as a file, and both from a program. */
export function ExportPanel({ file, texts, fileAction, listAction }: ExportPanelProps) {
  const { state, start, stop } = useExport(file);
  return (
    <FoldedPanel title={EXPORT.title}>
      <div class="flex min-w-0 flex-col gap-3">
        <p class="text-quiet text-sm">{texts.lead}</p>
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
          {wordsOf(state, texts)}
        </p>
        {state.kind === 'running' && <progress class="progress" aria-label={EXPORT.start} />}
        {state.kind === 'failed' && <Problem problem={state.problem} onRetry={start} />}
        <ActionCode title={EXPORT.fileAs} action={fileAction} />
        <ActionCode title={EXPORT.listAs} action={listAction} />
      </div>
    </FoldedPanel>
  );
}

function wordsOf(state: ExportState, texts: ExportTexts): string | undefined {
  if (state.kind === 'running') return texts.rows(format.count(state.rows));
  if (state.kind === 'done') return texts.done(format.count(state.rows), sizeOf(state.bytes));
  return state.kind === 'stopped' ? EXPORT.stopped : undefined;
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000
    ? `${format.count(Math.ceil(bytes / 1_000))} kB`
    : `${format.count(Math.round(bytes / 1_000_000))} MB`;
}
