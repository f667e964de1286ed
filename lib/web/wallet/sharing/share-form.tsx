import { useRef, useState } from 'preact/hooks';
import { SHARING } from '../../texts/sharing.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { amountTexts } from '../amount-texts.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';

const TEXT = SHARING.form;

interface ShareFormProps {
  readonly walletId: string;
  readonly currency: string;
  readonly onShared: () => void;
}

/** Shares a wallet with a user, or changes what they may pay. */
export function ShareForm({ walletId, currency, onShared }: ShareFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [login, setLogin] = useState('');
  const [max, setMax] = useState('');
  const [broken, setBroken] = useState<string>();
  const amount = max.trim() === '' ? undefined : format.parseAmount(max.trim(), currency);
  const rule = amount && 'rule' in amount ? amount.rule : undefined;
  const maxPerDay = amount && 'minorUnits' in amount ? amount.minorUnits : null;
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setBroken(rule);
    if (rule !== undefined) return;
    await confirmed(() => client.peek().sharing.share(walletId, login, { maxPerDay }));
    setLogin('');
    setMax('');
    announce(TEXT.done);
    onShared();
  });
  const isUnknown = problem?.code === 'user_not_found';
  return (
    <>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          label={TEXT.login}
          hint={TEXT.loginHint}
          name="login"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={login}
          onValue={setLogin}
          error={errorOfField(problem, 'login') ?? (isUnknown ? TEXT.unknown : undefined)}
        />
        <TextField
          label={TEXT.max}
          hint={TEXT.maxHint(amountTexts(currency).hint)}
          inputMode="decimal"
          autocomplete="off"
          optional
          value={max}
          onValue={setMax}
          error={broken ?? errorOfField(problem, 'max_per_day')}
        />
        {problem && !isUnknown && <Problem problem={problem} labels={{ login: TEXT.login, max_per_day: TEXT.max }} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
        <ActionCode action={{ kind: 'changeMember', walletId, login, max: maxPerDay }} />
      </form>
      {dialog}
    </>
  );
}
