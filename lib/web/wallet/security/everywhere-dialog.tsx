import { MibProblem } from 'mib/client';
import { useRef } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { UI } from '../../texts/ui.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { leaveEverywhere } from '../leave.ts';
import { client } from '../session.ts';

const { everywhere: TEXT } = SECURITY;

/** Asks before every session of the person ends. */
export function EverywhereDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    // First everywhere: a person without a network is still logged in here, and can try again.
    const { response, error } = await client.peek().routes.POST('/auth/logout', { body: { all: true } });
    if (!response.ok) throw new MibProblem(response, error, Date.now());
    await leaveEverywhere().catch(() => undefined);
  });
  return (
    <Dialog title={TEXT.title} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p>{TEXT.lead}</p>
        {problem && <Problem problem={problem} onRetry={submit} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {UI.cancel}
        </button>
      </form>
    </Dialog>
  );
}
