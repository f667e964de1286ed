import type { OwnPasskey, SecondFactorsOfUser } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { PASSKEYS as TEXT } from '../../texts/passkeys.ts';
import { UI } from '../../texts/ui.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { Time } from '../../ui/time.tsx';
import type { Resource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { hasPasskeys, makePasskey } from '../passkeys/authenticator.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { RecoveryCodesNotice } from './recovery-codes-notice.tsx';

/** The passkeys of the person. The first factor of a person comes with recovery codes. */
export function PasskeysCard({ data, problem, reload }: Resource<SecondFactorsOfUser>) {
  const [codes, setCodes] = useState<readonly string[]>();
  const onAdded = (next: readonly string[] | undefined) => {
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
        {data && !data.passkeys && <p>{TEXT.none}</p>}
        {data?.passkeys && (
          <ul class="divide-base-300 flex flex-col divide-y">
            {data.passkeys.map((passkey) => (
              <Row key={passkey.passkey_id} passkey={passkey} onRemoved={reload} />
            ))}
          </ul>
        )}
        {data && (hasPasskeys() ? <Add onAdded={onAdded} /> : <p class="text-sm">{TEXT.unsupported}</p>)}
      </div>
    </Card>
  );
}

function Add({ onAdded }: { readonly onAdded: (codes: readonly string[] | undefined) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setMissing(name.trim() === '');
    if (name.trim() === '') return;
    const { secondFactors } = client.peek();
    const response = await makePasskey(await confirmed(() => secondFactors.passkeyOptions()));
    const { recovery_codes } = await secondFactors.addPasskey(name.trim(), response);
    announce(TEXT.added);
    setName('');
    onAdded(recovery_codes);
  });
  const { missing, ...texts } = TEXT.name;
  const error = isMissing ? missing : errorOfField(problem, 'name');
  return (
    <>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
        <TextField {...texts} name="passkey" autocomplete="off" value={name} onValue={setName} error={error} />
        {problem && error === undefined && <Problem problem={problem} />}
        <SubmitButton label={TEXT.add} isBusy={isBusy} />
      </form>
      {dialog}
    </>
  );
}

function Row({ passkey, onRemoved }: { readonly passkey: OwnPasskey; readonly onRemoved: () => void }) {
  const { passkey_id, name, created_at, last_used_at, synced } = passkey;
  const form = useRef<HTMLFormElement>(null);
  const [isRemoving, setRemoving] = useState(false);
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    if (!isRemoving) return setRemoving(true);
    await confirmed(() => client.peek().secondFactors.removePasskey(passkey_id));
    announce(TEXT.removed);
    onRemoved();
  });
  return (
    <li class="py-3">
      <form ref={form} onSubmit={submit} class="flex flex-wrap items-start justify-between gap-3">
        <div class="min-w-0 text-sm [overflow-wrap:anywhere]">
          <p class="font-medium">{name}</p>
          <p class="text-quiet">
            {TEXT.since} <Time at={created_at} />
          </p>
          <p class="text-quiet">
            {last_used_at === undefined ? (
              TEXT.unused
            ) : (
              <>
                {TEXT.used} <Time at={last_used_at} as="age" />
              </>
            )}
          </p>
          {synced && <p class="text-quiet">{TEXT.synced}</p>}
        </div>
        <div class="flex flex-wrap gap-2">
          <button
            type="submit"
            class={`btn btn-sm ${isRemoving ? 'btn-error' : ''}`}
            aria-label={isRemoving ? TEXT.surely(name) : TEXT.removeOf(name)}
            aria-disabled={isBusy}
          >
            {TEXT.remove}
          </button>
          {isRemoving && (
            <button type="button" class="btn btn-ghost btn-sm" onClick={() => setRemoving(false)}>
              {UI.cancel}
            </button>
          )}
        </div>
      </form>
      {problem && <Problem problem={problem} />}
      {dialog}
    </li>
  );
}
