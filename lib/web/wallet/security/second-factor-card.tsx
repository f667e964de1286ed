import type { SecondFactorsOfUser, TotpEnrolment } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { SECOND_FACTOR as TEXT } from '../../texts/second-factor.ts';
import { UI } from '../../texts/ui.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { Time } from '../../ui/time.tsx';
import type { Resource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { RecoveryCodesNotice } from './recovery-codes-notice.tsx';

/** The authenticator app of the person, and their recovery codes. */
export function SecondFactorCard({ data, problem, reload }: Resource<SecondFactorsOfUser>) {
  const [codes, setCodes] = useState<readonly string[]>();
  const show = (next: readonly string[]) => {
    setCodes(next);
    reload();
  };
  return (
    <Card title={TEXT.title}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{TEXT.lead}</p>
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-12 w-full rounded-2xl" />}
        {codes && <RecoveryCodesNotice codes={codes} onKept={() => setCodes(undefined)} />}
        {data && !data.totp && <Add onAdded={show} />}
        {data?.totp && <Added factors={data} onCodes={show} onRemoved={reload} />}
      </div>
    </Card>
  );
}

function Add({ onAdded }: { readonly onAdded: (codes: readonly string[]) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [enrolment, setEnrolment] = useState<TotpEnrolment>();
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () =>
    setEnrolment(await confirmed(() => client.peek().secondFactors.enrol())),
  );
  if (enrolment) return <EnrolForm enrolment={enrolment} onAdded={onAdded} />;
  return (
    <>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        {problem && <Problem problem={problem} />}
        <SubmitButton label={TEXT.add} isBusy={isBusy} />
      </form>
      {dialog}
    </>
  );
}

interface AddedProps {
  readonly factors: SecondFactorsOfUser;
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onRemoved: () => void;
}

function Added({ factors, onCodes, onRemoved }: AddedProps) {
  const form = useRef<HTMLFormElement>(null);
  const [isRemoving, setRemoving] = useState(false);
  const { confirmed, dialog } = useStepUp();
  const renewal = useSubmit(form, async () => {
    const { recovery_codes } = await confirmed(() => client.peek().secondFactors.renewRecoveryCodes());
    onCodes(recovery_codes);
  });
  const removal = useSubmit(form, async () => {
    await confirmed(() => client.peek().secondFactors.remove());
    announce(TEXT.removed);
    onRemoved();
  });
  const problem = renewal.problem ?? removal.problem;
  return (
    <>
      <p class="text-sm">
        {TEXT.since} <Time at={factors.totp?.since ?? ''} />. {TEXT.left(factors.recovery_codes)}.
      </p>
      {problem && <Problem problem={problem} />}
      <form ref={form} onSubmit={renewal.submit} class="flex flex-wrap gap-2">
        <button type="submit" class="btn grow" aria-disabled={renewal.isBusy}>
          {TEXT.renew}
        </button>
        {isRemoving ? (
          <>
            <button type="button" class="btn btn-error grow" aria-disabled={removal.isBusy} onClick={removal.submit}>
              {TEXT.remove}
            </button>
            <button type="button" class="btn btn-ghost grow" onClick={() => setRemoving(false)}>
              {UI.cancel}
            </button>
          </>
        ) : (
          <button type="button" class="btn btn-ghost grow" onClick={() => setRemoving(true)}>
            {TEXT.remove}
          </button>
        )}
      </form>
      {dialog}
    </>
  );
}
