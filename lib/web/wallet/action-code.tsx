import { CodePanel } from '../ui/code-panel.tsx';
import type { Action } from './actions.ts';
import { asCode, asCurl } from './as-code.ts';

/** The action of a view as curl and as a program. */
export function ActionCode({ action }: { action: Action }) {
  return <CodePanel curl={asCurl(action, location.origin)} code={asCode(action, location.origin)} />;
}
