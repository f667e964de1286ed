import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { TEXTS } from '../../texts/console/common.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { useStage } from '../stage.tsx';
import { Failed } from './failed.tsx';
import type { Action } from './use-action.ts';

/** Stages that other people use. A change of them asks for the stage's name. */
const PROTECTED: readonly string[] = ['prod', 'staging'];

export interface ConfirmProps<T> {
  readonly title: string;
  /** What happens, and what it means. */
  readonly children: ComponentChildren;
  /** What the button does. */
  readonly verb: string;
  readonly isDangerous?: boolean;
  readonly action: Action<T>;
  readonly onClose: () => void;
  /** What follows once it succeeded. By default the dialog is closed. */
  readonly onDone?: (result: T) => void;
}

/** Asks before something changes. It stays open if the change did not succeed, and says why. */
export function Confirm<T>(props: ConfirmProps<T>) {
  const { title, children, verb, isDangerous = false, action, onClose, onDone } = props;
  const { stage } = useStage();
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isProtected = PROTECTED.includes(stage);
  const isWrong = isProtected && typed.trim() !== stage;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isWrong) {
      requestAnimationFrame(() => form.current && focusFirstError(form.current));
      return;
    }
    const result = await action.run();
    if (result === undefined) return;
    if (onDone) onDone(result);
    else onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form ref={form} class="flex flex-col gap-4" onSubmit={submit} noValidate>
        <div class="flex flex-col gap-3 text-sm">{children}</div>
        {isProtected && (
          <TextField
            label={TEXTS.confirm.stage}
            hint={TEXTS.confirm.stageHint(stage)}
            error={isTried && isWrong ? TEXTS.confirm.mustBe(stage) : undefined}
            value={typed}
            onValue={setTyped}
            autocomplete="off"
            spellcheck={false}
          />
        )}
        {action.error && <Failed error={action.error} />}
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" onClick={onClose}>
            {TEXTS.confirm.cancel}
          </button>
          <button type="submit" class={`btn ${isDangerous ? 'btn-error' : 'btn-primary'}`} disabled={action.isRunning}>
            {action.isRunning ? TEXTS.confirm.working : verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
