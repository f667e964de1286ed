import type { AddedWebhook, UserEventType } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { WEBHOOKS } from '../../texts/webhooks.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { client } from '../session.ts';
import { EVENT_TYPES, TypeChoice } from './type-choice.tsx';

/** Adds a webhook. One key belongs to one form: sent twice, it adds one webhook. */
export function AddForm({ onAdded }: { readonly onAdded: (webhook: AddedWebhook) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const idempotencyKey = useRef(crypto.randomUUID());
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState<readonly UserEventType[]>(EVENT_TYPES);
  const [description, setDescription] = useState('');
  const [isMissing, setMissing] = useState(false);
  const wanted = { url, types, ...(description !== '' && { description }) };
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setMissing(types.length === 0);
    if (types.length === 0) return;
    const added = await client.peek().webhooks.add({ ...wanted, idempotencyKey: idempotencyKey.current });
    idempotencyKey.current = crypto.randomUUID();
    setUrl('');
    setDescription('');
    announce(WEBHOOKS.add.done);
    onAdded(added);
  });
  /** Another content is another request. */
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      idempotencyKey.current = crypto.randomUUID();
      set(value);
    };
  };
  return (
    <Card title={WEBHOOKS.add.title}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          label={WEBHOOKS.add.url}
          hint={WEBHOOKS.add.urlHint}
          name="url"
          autocomplete="url"
          spellcheck={false}
          value={url}
          onValue={changed(setUrl)}
          error={errorOfField(problem, 'url')}
        />
        <TypeChoice types={types} onTypes={changed(setTypes)} isMissing={isMissing} />
        <TextField
          label={WEBHOOKS.add.description}
          hint={WEBHOOKS.add.descriptionHint}
          name="description"
          autocomplete="off"
          optional
          value={description}
          onValue={changed(setDescription)}
          error={errorOfField(problem, 'description')}
        />
        {problem && <Problem problem={problem} labels={{ url: WEBHOOKS.add.url }} />}
        <SubmitButton label={WEBHOOKS.add.submit} isBusy={isBusy} />
      </form>
      <div class="mt-5">
        <ActionCode action={{ kind: 'addWebhook', ...wanted }} />
      </div>
    </Card>
  );
}
