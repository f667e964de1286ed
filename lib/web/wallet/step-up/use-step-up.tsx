import { MibProblem } from 'mib/client';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { lazy } from '../../ui/lazy.tsx';

const StepUpDialog = lazy(async () => (await import('./step-up-dialog.tsx')).StepUpDialog);

interface Waiting {
  readonly goOn: () => void;
  readonly giveUp: () => void;
}

/** Requests that may need the person to confirm who they are. */
export interface StepUp {
  /**
   * Sends a request. If the API asks for it, the person confirms who they are, and it is sent again.
   * @throws what the request throws; `step_up_required` if the person closes the dialog
   */
  readonly confirmed: <T>(send: () => Promise<T>) => Promise<T>;
  /** The dialog while it is open. */
  readonly dialog: ComponentChildren;
}

/** Asks for a password or a code when the API does. */
export function useStepUp(): StepUp {
  const [waiting, setWaiting] = useState<Waiting>();
  const confirmed = async <T,>(send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof MibProblem && error.code === 'step_up_required')) throw error;
      await new Promise<void>((goOn, reject) => setWaiting({ goOn, giveUp: () => reject(error) }));
      return send();
    }
  };
  const end = (how: keyof Waiting) => () => {
    setWaiting(undefined);
    waiting?.[how]();
  };
  const dialog = waiting && <StepUpDialog onDone={end('goOn')} onClose={end('giveUp')} />;
  return { confirmed, dialog };
}
