import { CodePanel, type CodeTab } from '../ui/code-panel.tsx';
import type { Action } from './actions.ts';
import { asCode, asCurl } from './as-code.ts';

export interface ActionCodeProps {
  readonly action: Action;
  /** What it is the code of, if that is not the whole view. */
  readonly title?: string | undefined;
  /** Tabs after those of the action. */
  readonly more?: readonly CodeTab[] | undefined;
}

/** The action of a view as curl and as a program. */
export function ActionCode({ action, ...panel }: ActionCodeProps) {
  return <CodePanel {...panel} curl={asCurl(action, location.origin)} code={asCode(action, location.origin)} />;
}
