import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { WALLET } from '../../texts/wallet.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { addresses } from '../addresses.ts';
import { CHECKS } from '../field-rules.ts';
import { client } from '../session.ts';

const { reset: TEXT } = WALLET;
const LABELS = { login: FIELD_TEXTS.login.label, code: TEXT.code.label, new_password: FIELD_TEXTS.newPassword.label };

interface Broken {
  readonly login?: string | undefined;
  readonly code?: string | undefined;
  readonly password?: string | undefined;
}

/** The form that sets a password with a code from the operator of the service. */
export function ResetView() {
  const form = useRef<HTMLFormElement>(null);
  const { route } = useLocation();
  const [login, setLogin] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [broken, setBroken] = useState<Broken>({});
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const rules = {
      login: CHECKS.login(login),
      code: code.trim() === '' ? TEXT.missing : undefined,
      password: CHECKS.newPassword(password),
    };
    setBroken(rules);
    if (rules.login ?? rules.code ?? rules.password) return;
    await client.peek().resetPassword({ login, code, newPassword: password });
    announce(TEXT.done);
    route(addresses.login, true);
  });
  return (
    <Page title={TEXT.title}>
      <p class="text-quiet mb-5">{TEXT.lead}</p>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          {...FIELD_TEXTS.login}
          name="login"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          value={login}
          onValue={setLogin}
          error={broken.login ?? errorOfField(problem, 'login')}
        />
        <TextField
          {...TEXT.code}
          name="code"
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          value={code}
          onValue={setCode}
          error={broken.code ?? errorOfField(problem, 'code')}
        />
        <TextField
          {...FIELD_TEXTS.newPassword}
          name="new_password"
          secret
          autocomplete="new-password"
          value={password}
          onValue={setPassword}
          error={broken.password ?? errorOfField(problem, 'new_password')}
        />
        {problem && <Problem problem={problem} labels={LABELS} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
        <a class="btn btn-ghost" href={addresses.login}>
          {WALLET.register.toLogin}
        </a>
      </form>
    </Page>
  );
}
