import { MibProblem } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FIELD_TEXTS } from '../texts/fields.ts';
import { PASSKEYS } from '../texts/passkeys.ts';
import { WALLET } from '../texts/wallet.ts';
import { announce } from '../ui/announce.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { errorOfField, type ProblemView } from '../ui/problem-view.ts';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { ActionCode } from './action-code.tsx';
import { addressAfterLogin, addresses, loginAddress } from './addresses.ts';
import { CodeForm } from './code-form.tsx';
import { brokenCredentials, CHECKS } from './field-rules.ts';
import { PasskeyButton } from './passkeys/passkey-button.tsx';
import { useAutofill } from './passkeys/use-autofill.ts';
import { endedLogin, enter, enterWithAnswer, enterWithPasskey, session } from './session.ts';

interface Waiting {
  readonly challenge: string;
  readonly takesPasskey: boolean;
  readonly takesApp: boolean;
}

type Broken = { readonly login?: string | undefined; readonly password?: string | undefined };

const LABELS = { login: FIELD_TEXTS.login.label, password: FIELD_TEXTS.password.label };

/** The login form. */
export function Login() {
  return <Entrance how="login" />;
}

/** The registration form. */
export function Register() {
  return <Entrance how="register" />;
}

function Entrance({ how }: { how: 'login' | 'register' }) {
  const texts = WALLET[how];
  const isNew = how === 'register';
  const { query, route } = useLocation();
  const next = addressAfterLogin(query.next, location.origin);
  const form = useRef<HTMLFormElement>(null);
  const [login, setLogin] = useState(endedLogin.peek() ?? '');
  const [password, setPassword] = useState('');
  const [broken, setBroken] = useState<Broken>({});
  const [waiting, setWaiting] = useState<Waiting>();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const rules = isNew ? brokenCredentials(login, password) : brokenLogin(login, password);
    setBroken(rules);
    if (rules.login ?? rules.password) return;
    try {
      await enter(how, { login, password });
    } catch (error) {
      if (!(error instanceof MibProblem) || error.challenge === undefined) throw error;
      // Without passkeys the API names no methods: there is an app then.
      const { challenge, methods = ['code'] } = error;
      setWaiting({ challenge, takesPasskey: methods.includes('passkey'), takesApp: methods.includes('code') });
      return;
    }
    if (isNew) announce(WALLET.register.done);
    route(next, true);
  });
  const autofill = useAutofill(!isNew && waiting === undefined && session.value === undefined, async (response) => {
    await enterWithAnswer(response);
    route(next, true);
  });
  const byPasskey = async () => {
    try {
      await enterWithPasskey();
    } catch (error) {
      autofill.again();
      throw error;
    }
    route(next, true);
  };
  if (waiting) {
    const back = () => {
      setPassword('');
      setWaiting(undefined);
    };
    return <CodeForm login={login} {...waiting} onDone={() => route(next, true)} onBack={back} />;
  }
  return (
    <Page title={texts.title}>
      <div class="mb-5">
        <Reason next={next} />
      </div>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          {...FIELD_TEXTS[isNew ? 'newLogin' : 'login']}
          name="login"
          autocomplete={isNew ? 'username' : 'username webauthn'}
          autocapitalize="none"
          spellcheck={false}
          value={login}
          onValue={setLogin}
          error={broken.login ?? errorOfField(problem, 'login') ?? takenLogin(problem)}
        />
        <TextField
          {...FIELD_TEXTS[isNew ? 'newPassword' : 'password']}
          name="password"
          secret
          autocomplete={isNew ? 'new-password' : 'current-password'}
          value={password}
          onValue={setPassword}
          error={broken.password ?? errorOfField(problem, 'password')}
        />
        {problem && <Problem problem={problem} labels={LABELS} />}
        {!problem && autofill.problem && <Problem problem={autofill.problem} />}
        <SubmitButton label={texts.submit} isBusy={isBusy} />
        <a class="btn btn-ghost" href={loginAddress(next, isNew ? '/app/login' : '/app/register')}>
          {isNew ? WALLET.register.toLogin : WALLET.login.toRegister}
        </a>
        {!isNew && (
          <a class="btn btn-ghost" href={addresses.reset}>
            {WALLET.login.toReset}
          </a>
        )}
      </form>
      {!isNew && (
        <div class="mt-5">
          <PasskeyButton label={PASSKEYS.login} send={byPasskey} />
        </div>
      )}
      <div class="mt-8">
        <ActionCode action={{ kind: how, login }} />
      </div>
    </Page>
  );
}

/** Why the person is here. */
function Reason({ next }: { next: string }) {
  if (session.value) {
    return (
      <Notice>
        {WALLET.login.inside(session.value.login)}{' '}
        <a class="link" href={next}>
          {WALLET.login.continue}
        </a>
      </Notice>
    );
  }
  if (endedLogin.value !== undefined) return <Notice>{WALLET.login.ended}</Notice>;
  return <p class="text-quiet">{WALLET.login.lead}</p>;
}

function takenLogin(problem: ProblemView | undefined): string | undefined {
  return problem?.code === 'login_taken' ? WALLET.register.taken : undefined;
}

function brokenLogin(login: string, password: string): Broken {
  return { login: CHECKS.login(login), password: CHECKS.password(password) };
}
