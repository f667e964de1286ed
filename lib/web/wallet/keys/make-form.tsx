import type { MadeKey } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { KEYS } from '../../texts/keys.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { knownCurrencyOf } from '../own-wallets.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { type End, endOf, scopeOf, type TypedScope } from './scope.ts';
import { WalletScopes } from './wallet-scopes.tsx';

const TEXT = KEYS.make;
const ENDS_IN_ORDER: readonly End[] = ['month', 'quarter', 'year', 'never'];

/** Makes a key. One Idempotency-Key belongs to one form: sent twice, it makes one key. */
export function MakeForm({ onMade }: { readonly onMade: (key: MadeKey) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef({ idempotencyKey: crypto.randomUUID(), at: Date.now() });
  const [name, setName] = useState('');
  const [readsAll, setReadsAll] = useState(false);
  const [typed, setTyped] = useState<Readonly<Record<string, TypedScope>>>({});
  const [end, setEnd] = useState<End>('quarter');
  const [broken, setBroken] = useState<Readonly<Record<string, string>>>({});
  const [isMissing, setMissing] = useState(false);
  const scope = scopeOf(readsAll, typed, (wallet, text) => format.parseAmount(text, knownCurrencyOf(wallet)));
  const expiresAt = endOf(end, sent.current.at);
  /** Another content is another request. */
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      sent.current = { idempotencyKey: crypto.randomUUID(), at: Date.now() };
      set(value);
    };
  };
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const isEmpty = scope.read.length === 0 && scope.pay.length === 0;
    setBroken(scope.broken);
    setMissing(isEmpty);
    if (Object.keys(scope.broken).length > 0 || isEmpty) return;
    const pay = scope.pay.map(({ walletId, max }) => ({ walletId, maxPerDay: max }));
    const { idempotencyKey } = sent.current;
    const wanted = { name, read: scope.read, pay, expiresAt, idempotencyKey };
    const made = await confirmed(() => client.peek().keys.make(wanted));
    changed(setName)('');
    setTyped({});
    setReadsAll(false);
    announce(TEXT.done);
    onMade(made);
  });
  return (
    <Card title={TEXT.title}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          label={TEXT.name}
          hint={TEXT.nameHint}
          name="name"
          autocomplete="off"
          value={name}
          onValue={changed(setName)}
          error={errorOfField(problem, 'name')}
        />
        <WalletScopes
          readsAll={readsAll}
          onReadsAll={changed(setReadsAll)}
          typed={typed}
          onTyped={changed(setTyped)}
          broken={broken}
        />
        {isMissing && (
          <p role="alert" class="text-error text-sm font-medium">
            {TEXT.none}
          </p>
        )}
        <Field label={TEXT.expires} error={errorOfField(problem, 'expires_at')}>
          {(control) => (
            <select
              {...control}
              class="select w-full"
              value={end}
              onChange={({ currentTarget: { value } }) =>
                changed(setEnd)(ENDS_IN_ORDER.find((one) => one === value) ?? 'quarter')
              }
            >
              {ENDS_IN_ORDER.map((one) => (
                <option key={one} value={one}>
                  {TEXT.ends[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {problem && (
          <Problem
            problem={problem}
            labels={{ name: TEXT.name, read: TEXT.reads, pay: TEXT.max, expires_at: TEXT.expires }}
          />
        )}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
      </form>
      {dialog}
      <div class="mt-5">
        <ActionCode
          action={{ kind: 'makeKey', name, read: scope.read, pay: scope.pay, expiresAt: expiresAt?.toISOString() }}
        />
      </div>
    </Card>
  );
}
