import { MibUnreachable } from 'mib/client';
import { useId, useRef, useState } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { UI } from '../../texts/ui.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { CHECKS } from '../field-rules.ts';
import { leave } from '../leave.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';

const { account: TEXT } = SECURITY;
const LABELS = { password: TEXT.password.label };

/** Asks before the account of the person is deleted for good: they say that they know it, and who they are. */
export function DeleteAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [password, setPassword] = useState('');
  const [isSure, setSure] = useState(false);
  const [broken, setBroken] = useState<{ readonly password?: string | undefined; readonly sure?: string }>({});
  const [isUnknown, setUnknown] = useState(false);
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const rule = CHECKS.password(password);
    setBroken({ password: rule, ...(!isSure && { sure: TEXT.notSure }) });
    setUnknown(false);
    if (rule !== undefined || !isSure) return;
    try {
      await confirmed(() => client.peek().deleteAccount(password));
    } catch (error) {
      if (error instanceof MibUnreachable) setUnknown(true);
      throw error;
    }
    await leave().catch(() => undefined);
  });
  const isWrong = problem?.code === 'wrong_password';
  return (
    <>
      <Dialog title={TEXT.title} onClose={onClose}>
        <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
          <ul class="list-disc space-y-1 pl-5 text-sm">
            {TEXT.consequences.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <TextField
            {...TEXT.password}
            name="password"
            secret
            autocomplete="current-password"
            value={password}
            onValue={setPassword}
            error={
              broken.password ?? errorOfField(problem, 'password') ?? (isWrong ? SECURITY.password.wrong : undefined)
            }
          />
          <div>
            <label class="flex cursor-pointer items-start gap-3">
              <input
                type="checkbox"
                class="checkbox mt-0.5 rounded-md"
                checked={isSure}
                aria-invalid={broken.sure !== undefined}
                aria-describedby={broken.sure === undefined ? undefined : id}
                onChange={({ currentTarget }) => setSure(currentTarget.checked)}
              />
              <span>{TEXT.sure}</span>
            </label>
            {broken.sure !== undefined && (
              <p id={id} class="text-error mt-1 text-sm">
                {broken.sure}
              </p>
            )}
          </div>
          {isUnknown && <Notice tone="warning">{TEXT.unknown}</Notice>}
          {problem && <Problem problem={problem} labels={LABELS} />}
          <button
            type="submit"
            class="btn btn-error btn-lg h-auto min-h-12 w-full py-2"
            aria-disabled={isBusy}
            aria-busy={isBusy}
          >
            {isBusy && <span class="loading loading-spinner loading-sm" aria-hidden="true" />}
            {TEXT.submit}
          </button>
          <button type="button" class="btn btn-ghost" onClick={onClose}>
            {UI.cancel}
          </button>
        </form>
      </Dialog>
      {dialog}
    </>
  );
}
