import { MibUnreachable } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { SECURITY } from '../../texts/security.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { CHECKS } from '../field-rules.ts';
import { client } from '../session.ts';

const { password: TEXT } = SECURITY;
const LABELS = { password: TEXT.current.label, new_password: TEXT.next.label };

type Broken = { readonly current?: string | undefined; readonly next?: string | undefined };

/** The form that changes the password. */
export function PasswordCard({ onChanged }: { readonly onChanged: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [broken, setBroken] = useState<Broken>({});
  const [end, setEnd] = useState<'done' | 'unknown'>();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const rules = { current: CHECKS.password(current), next: CHECKS.newPassword(next) };
    setBroken(rules);
    setEnd(undefined);
    if (rules.current ?? rules.next) return;
    try {
      await client.peek().changePassword({ password: current, newPassword: next });
    } catch (error) {
      if (error instanceof MibUnreachable) setEnd('unknown');
      throw error;
    }
    setCurrent('');
    setNext('');
    setEnd('done');
    announce(TEXT.done);
    onChanged();
  });
  const isWrong = problem?.code === 'wrong_password';
  return (
    <Card title={TEXT.title}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <p class="text-quiet text-sm">{TEXT.lead}</p>
        <TextField
          {...TEXT.current}
          name="password"
          secret
          autocomplete="current-password"
          value={current}
          onValue={setCurrent}
          error={broken.current ?? errorOfField(problem, 'password') ?? (isWrong ? TEXT.wrong : undefined)}
        />
        <TextField
          {...TEXT.next}
          name="new_password"
          secret
          autocomplete="new-password"
          value={next}
          onValue={setNext}
          error={broken.next ?? errorOfField(problem, 'new_password')}
        />
        {end === 'done' && <Notice>{TEXT.done}</Notice>}
        {end === 'unknown' && <Notice tone="warning">{TEXT.unknown}</Notice>}
        {problem && <Problem problem={problem} labels={LABELS} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
      </form>
    </Card>
  );
}
