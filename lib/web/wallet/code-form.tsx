import { useRef, useState } from 'preact/hooks';
import { PASSKEYS } from '../texts/passkeys.ts';
import { SECOND_FACTOR } from '../texts/second-factor.ts';
import { STEP_UP } from '../texts/step-up.ts';
import { TextField } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { PasskeyButton } from './passkeys/passkey-button.tsx';
import { enterWithCode, enterWithPasskey } from './session.ts';

const { login: TEXT } = SECOND_FACTOR;

export interface CodeFormProps {
  readonly login: string;
  readonly challenge: string;
  /** Whether a passkey completes the login, too. */
  readonly takesPasskey: boolean;
  /** Whether the person has an authenticator app. Otherwise only a recovery code is a code. */
  readonly takesApp: boolean;
  readonly onDone: () => void;
  /** Back to the password. */
  readonly onBack: () => void;
}

/** Asks for the passkey or the code that completes a login. */
export function CodeForm({ login, challenge, takesPasskey, takesApp, onDone, onBack }: CodeFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setMissing(code === '');
    if (code === '') return;
    await enterWithCode(login, { challenge, code: code.trim() });
    onDone();
  });
  const byPasskey = async () => {
    await enterWithPasskey(challenge);
    onDone();
  };
  const isWrong = problem?.code === 'wrong_code';
  return (
    <Page title={TEXT.title}>
      {takesPasskey && (
        <div class="mb-5">
          <PasskeyButton label={PASSKEYS.login} send={byPasskey} />
        </div>
      )}
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <p class="text-quiet">{takesPasskey ? (takesApp ? TEXT.either : TEXT.recovery) : TEXT.lead}</p>
        <TextField
          {...(takesApp ? TEXT.code : TEXT.recoveryCode)}
          name="code"
          autocomplete={takesApp ? 'one-time-code' : 'off'}
          autocapitalize="none"
          spellcheck={false}
          value={code}
          onValue={setCode}
          error={isMissing ? STEP_UP.missing : isWrong ? STEP_UP.code.wrong : undefined}
        />
        {problem && !isWrong && <Problem problem={problem} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onBack}>
          {TEXT.back}
        </button>
      </form>
    </Page>
  );
}
