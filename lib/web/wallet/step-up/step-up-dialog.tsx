import type { SecondFactorsOfUser } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { PASSKEYS } from '../../texts/passkeys.ts';
import { STEP_UP } from '../../texts/step-up.ts';
import { UI } from '../../texts/ui.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { usePasskey } from '../passkeys/authenticator.ts';
import { PasskeyButton } from '../passkeys/passkey-button.tsx';
import { client } from '../session.ts';

export interface StepUpDialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks who the person is before what was asked for is done: by a passkey, a code, or the password. */
export function StepUpDialog({ onDone, onClose }: StepUpDialogProps) {
  const { data, problem, reload } = useResource('factors', (signal) => client.peek().secondFactors.get({ signal }));
  const confirmByPasskey = async () => {
    const { secondFactors } = client.peek();
    await secondFactors.confirm({ passkey: await usePasskey(await secondFactors.confirmOptions()) });
    onDone();
  };
  return (
    <Dialog title={STEP_UP.title} onClose={onClose}>
      {problem && <Problem problem={problem} onRetry={reload} />}
      {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
      {data && <p class="mb-4">{STEP_UP.lead}</p>}
      {data?.passkeys && (
        <div class="mb-4">
          <PasskeyButton label={PASSKEYS.confirm} send={confirmByPasskey} />
        </div>
      )}
      {data && <ProofForm proof={proofOf(data)} onDone={onDone} onClose={onClose} />}
    </Dialog>
  );
}

/** What the person types. Without an app only a recovery code is a code. */
type ProofText = 'password' | 'code' | 'recoveryCode';

const AUTOCOMPLETE = { password: 'current-password', code: 'one-time-code', recoveryCode: 'off' } as const;

function proofOf({ totp, passkeys }: SecondFactorsOfUser): ProofText {
  if (totp) return 'code';
  return passkeys ? 'recoveryCode' : 'password';
}

function ProofForm({ proof, onDone, onClose }: StepUpDialogProps & { readonly proof: ProofText }) {
  const hasFactor = proof !== 'password';
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setMissing(text === '');
    if (text === '') return;
    await client.peek().secondFactors.confirm(hasFactor ? { code: text.trim() } : { password: text });
    onDone();
  });
  const isWrong = problem?.code === 'wrong_password' || problem?.code === 'wrong_code';
  const { wrong, ...texts } = { ...STEP_UP.code, ...STEP_UP[proof] };
  const error = isMissing ? STEP_UP.missing : isWrong ? wrong : undefined;
  return (
    <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
      <TextField
        {...texts}
        name={hasFactor ? 'code' : 'password'}
        secret={!hasFactor}
        autocomplete={AUTOCOMPLETE[proof]}
        autocapitalize="none"
        spellcheck={false}
        value={text}
        onValue={setText}
        error={error}
      />
      {problem && !isWrong && <Problem problem={problem} />}
      <SubmitButton label={STEP_UP.submit} isBusy={isBusy} />
      <button type="button" class="btn btn-ghost" onClick={onClose}>
        {UI.cancel}
      </button>
    </form>
  );
}
