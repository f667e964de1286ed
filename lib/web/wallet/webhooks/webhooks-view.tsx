import type { AddedWebhook, Webhook } from 'mib/client';
import { useState } from 'preact/hooks';
import { WALLET } from '../../texts/wallet.ts';
import { WEBHOOKS } from '../../texts/webhooks.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { AddForm } from './add-form.tsx';
import { SecretCard } from './secret-card.tsx';

/** The webhooks of the person, and a form for another one. */
export function WebhooksView() {
  const [added, setAdded] = useState<AddedWebhook>();
  const { data, problem, reload } = useResource('webhooks', (signal) => client.peek().webhooks.list({ signal }));
  return (
    <Page title={WEBHOOKS.title} back={{ href: addresses.home, label: WALLET.wallets }}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{WEBHOOKS.lead}</p>
        {added && <SecretCard secret={added.secret} />}
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
        {data?.length === 0 && <p>{WEBHOOKS.empty}</p>}
        <ul class="flex flex-col gap-3">
          {data?.map((webhook) => (
            <Row key={webhook.webhook_id} webhook={webhook} />
          ))}
        </ul>
        <AddForm
          onAdded={(webhook) => {
            setAdded(webhook);
            reload();
          }}
        />
        <ActionCode action={{ kind: 'webhooks' }} />
      </div>
    </Page>
  );
}

function Row({ webhook: { webhook_id, url, description, status } }: { readonly webhook: Webhook }) {
  return (
    <li>
      <a
        href={addresses.webhook(webhook_id)}
        class="bg-base-100 border-base-300 hover:border-primary flex items-center justify-between gap-3 rounded-2xl border p-4"
      >
        <span class="min-w-0 [overflow-wrap:anywhere]">
          {description !== undefined && <span class="block font-medium">{description}</span>}
          <span class={description === undefined ? '' : 'text-quiet text-sm'}>{url}</span>
        </span>
        <span class={`shrink-0 text-sm ${status === 'disabled' ? 'text-error font-medium' : 'text-quiet'}`}>
          {WEBHOOKS.status[status]}
        </span>
      </a>
    </li>
  );
}
