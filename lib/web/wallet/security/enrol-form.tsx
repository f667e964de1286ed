import type { TotpEnrolment } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { SECOND_FACTOR } from '../../texts/second-factor.ts';
import { STEP_UP } from '../../texts/step-up.ts';
import { announce } from '../../ui/announce.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { qrCodeOf } from '../../ui/qr-image.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';

const { enrol: TEXT } = SECOND_FACTOR;

export interface EnrolFormProps {
  readonly enrolment: TotpEnrolment;
  readonly onAdded: (recoveryCodes: readonly string[]) => void;
}

/** Shows a secret to an authenticator app, and asks for its first code. */
export function EnrolForm({ enrolment, onAdded }: EnrolFormProps) {
  const { secret, uri } = enrolment;
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setMissing(code === '');
    if (code === '') return;
    const { recovery_codes } = await client.peek().secondFactors.add(code.trim());
    announce(TEXT.done);
    onAdded(recovery_codes);
  });
  const isWrong = problem?.code === 'wrong_code';
  const image = qrCodeOf(uri);
  return (
    <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
      <p class="text-sm">{TEXT.lead}</p>
      {image && (
        <div class="mx-auto w-56">
          <QrCode code={image} label={TEXT.qr} />
        </div>
      )}
      <p class="flex items-center gap-2 text-sm">
        <code class="min-w-0 [overflow-wrap:anywhere]">{secret}</code>
        <CopyButton text={secret} what={TEXT.secret} />
      </p>
      <TextField
        {...TEXT.code}
        name="code"
        autocomplete="one-time-code"
        inputMode="numeric"
        value={code}
        onValue={setCode}
        error={isMissing ? STEP_UP.missing : isWrong ? STEP_UP.code.wrong : undefined}
      />
      {problem && !isWrong && <Problem problem={problem} />}
      <SubmitButton label={TEXT.submit} isBusy={isBusy} />
    </form>
  );
}
