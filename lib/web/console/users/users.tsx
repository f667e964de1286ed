import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { USERS } from '../../texts/console/users.ts';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { addressOf } from '../addresses.ts';

/** Leads to a user by the login. */
export function UsersPage() {
  const { route } = useLocation();
  const [login, setLogin] = useState('');
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isEmpty = login.trim() === '';
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isEmpty) requestAnimationFrame(() => form.current && focusFirstError(form.current));
    else route(addressOf.user(login.trim()));
  };
  return (
    <Page title={USERS.title}>
      <form ref={form} class="flex flex-col gap-4" onSubmit={submit} noValidate>
        <p class="text-quiet text-sm">{USERS.intro}</p>
        <TextField
          label={USERS.login}
          error={isTried && isEmpty ? USERS.mustNotBeEmpty : undefined}
          value={login}
          onValue={setLogin}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <div>
          <button type="submit" class="btn btn-primary">
            {USERS.show}
          </button>
        </div>
      </form>
    </Page>
  );
}
