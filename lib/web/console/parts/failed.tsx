import { CONSOLE_PROBLEMS } from '../../texts/console/common.ts';
import { OTHER_PROBLEM } from '../../texts/ui.ts';
import { Problem } from '../../ui/problem.tsx';
import type { ProblemView } from '../../ui/problem-view.ts';
import { CallError } from '../live/call.ts';

/** Why something did not succeed. */
export function Failed({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  return <Problem problem={viewOf(error)} onRetry={onRetry} />;
}

function viewOf(error: Error): ProblemView {
  const problem = error instanceof CallError ? error.problem : undefined;
  const code = problem?.code ?? (error instanceof CallError ? 'no_response' : 'page_error');
  const { title, detail = error.message } = CONSOLE_PROBLEMS[code] ?? OTHER_PROBLEM;
  return {
    code,
    title,
    detail: detail.replace(/\.$/, '') === title ? '' : detail,
    fields: problem?.errors ?? [],
    retryAt: undefined,
    isTransient: ['no_response', 'unreachable', 'internal_error'].includes(code),
  };
}
