import { CodePanel, type CodeTab } from '../ui/code-panel.tsx';
import type { Action } from './actions.ts';
import { asCode, asCurl } from './as-code.ts';

<<<<<<< HEAD
export interface ActionCodeProps {
  readonly action: Action;
  /** Tabs after those of the action. */
  readonly more?: readonly CodeTab[] | undefined;
}

/** The action of a view as curl and as a program. */
export function ActionCode({ action, more }: ActionCodeProps) {
  return <CodePanel curl={asCurl(action, location.origin)} code={asCode(action, location.origin)} more={more} />;
=======
/** The action of a view as curl and as a program. */
export function ActionCode({ action, title }: { action: Action; title?: string }) {
  return <CodePanel title={title} curl={asCurl(action, location.origin)} code={asCode(action, location.origin)} />;
>>>>>>> af829e0 (Request money by a link and a QR code)
}
