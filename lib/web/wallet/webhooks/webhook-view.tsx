import type { RotatedSecret, Webhook } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { typeInWords, WEBHOOKS } from '../../texts/webhooks.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { Deliveries } from './deliveries.tsx';
import { SecretCard } from './secret-card.tsx';

/** A webhook of the person: its state, its secret and its deliveries. */
export function WebhookView({ WebhookID: id }: { readonly WebhookID: string }) {
  const { data, problem, reload } = useResource(id, (signal) => client.peek().webhooks.get(id, { signal }));
  return (
    <Page title={data?.description ?? WEBHOOKS.one} back={{ href: addresses.webhooks, label: WEBHOOKS.title }}>
      <div class="flex flex-col gap-4">
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
        {data && <Details webhook={data} onChanged={reload} />}
        {data && <Deliveries webhookId={id} />}
      </div>
    </Page>
  );
}

interface DetailsProps {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
}

function Details({ webhook, onChanged }: DetailsProps) {
  const { webhook_id: id, url, types, created_at, failing_since, disabled_reason, disabled_at } = webhook;
  const { route } = useLocation();
  const [rotated, setRotated] = useState<RotatedSecret>();
  const [isRemoving, setRemoving] = useState(false);
  const act = useRef<() => Promise<void>>(async () => undefined);
  const { problem, isBusy, submit } = useSubmit(useRef(null), () => act.current());
  const does = (what: () => Promise<void>) => () => {
    act.current = what;
    submit();
  };
  const { webhooks } = client.peek();
  const enable = (enabled: boolean) =>
    does(async () => {
      await webhooks.change(id, { enabled });
      announce(enabled ? WEBHOOKS.enabled : WEBHOOKS.wasDisabled);
      onChanged();
    });
  const rotate = does(async () => {
    setRotated(await webhooks.rotate(id));
    announce(WEBHOOKS.rotated);
  });
  const test = does(async () => {
    await webhooks.test(id);
    announce(WEBHOOKS.tested);
  });
  const remove = does(async () => {
    await webhooks.remove(id);
    announce(WEBHOOKS.removed);
    route(addresses.webhooks, true);
  });
  return (
    <>
      {disabled_reason && (
        <Notice title={WEBHOOKS.disabledTitle} tone="warning">
          {WEBHOOKS.disabled[disabled_reason]} {disabled_at && <Time at={disabled_at} />}
        </Notice>
      )}
      {rotated && <SecretCard secret={rotated.secret} oldUntil={rotated.old_until} />}
      <Card>
        <p class="mb-3 font-medium [overflow-wrap:anywhere]">{url}</p>
        <dl class="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <Fact name={WEBHOOKS.facts.types}>{types.map(typeInWords).join('; ')}</Fact>
          <Fact name={WEBHOOKS.facts.created}>
            <Time at={created_at} />
          </Fact>
          {failing_since && (
            <Fact name={WEBHOOKS.failing}>
              <Time at={failing_since} />
            </Fact>
          )}
        </dl>
        {problem && <Problem problem={problem} />}
        <div class="mt-3 flex flex-wrap gap-2" aria-busy={isBusy}>
          <button type="button" class="btn btn-sm" onClick={test}>
            {WEBHOOKS.test}
          </button>
          <button type="button" class="btn btn-sm" onClick={rotate}>
            {WEBHOOKS.rotate}
          </button>
          {disabled_reason !== 'operator' && (
            <button type="button" class="btn btn-sm" onClick={enable(disabled_reason !== undefined)}>
              {disabled_reason === undefined ? WEBHOOKS.disable : WEBHOOKS.enable}
            </button>
          )}
          <button type="button" class="btn btn-sm" onClick={() => setRemoving(true)}>
            {WEBHOOKS.remove}
          </button>
        </div>
      </Card>
      {isRemoving && (
        <Dialog title={WEBHOOKS.removeTitle} onClose={() => setRemoving(false)}>
          <p class="mb-4">{WEBHOOKS.removeDetail}</p>
          <button type="button" class="btn btn-error w-full" onClick={remove}>
            {WEBHOOKS.remove}
          </button>
        </Dialog>
      )}
    </>
  );
}
