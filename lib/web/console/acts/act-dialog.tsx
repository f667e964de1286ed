import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import type { Act, ActDone } from '../contract.ts';
import { act } from '../live/use-live.ts';
import { Confirm } from '../parts/confirm.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { useAction } from '../parts/use-action.ts';
import { ResultDialog } from './result.tsx';

export interface ActDialogProps {
  readonly act: Act;
  /** What the command is about, in its title. */
  readonly what: string;
  /** More about what will happen, such as the amount. */
  readonly children?: ComponentChildren;
  /** In place of the verb of the command. */
  readonly verb?: string;
  readonly onClose: () => void;
}

/** Says what a command will do, asks for the reason, runs it, and shows how it ended. */
export function ActDialog({ act: asked, what, children, verb, onClose }: ActDialogProps) {
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<ActDone>();
  const action = useAction(() => act('act', { act: asked, reason }));
  const texts = ACTS[asked.command];
  if (done) return <ResultDialog done={done} title={texts.title(what)} onClose={onClose} />;
  return (
    <Confirm
      title={texts.title(what)}
      verb={verb ?? texts.verb}
      isDangerous={asked.command !== 'users unblock' && asked.command !== 'reject'}
      action={action}
      onClose={onClose}
      onDone={setDone}
    >
      <p>{texts.text}</p>
      {children}
      <ReasonField value={reason} onValue={setReason} />
    </Confirm>
  );
}
