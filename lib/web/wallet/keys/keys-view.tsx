import type { MadeKey } from 'mib/client';
import { useState } from 'preact/hooks';
import { KEYS } from '../../texts/keys.ts';
import { SECURITY } from '../../texts/security.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { KeyRow } from './key-row.tsx';
import { MakeForm } from './make-form.tsx';

/** The keys of the person for programs, and a form for another one. */
export function KeysView() {
  const [made, setMade] = useState<MadeKey>();
  const { data, problem, reload } = useResource('keys', (signal) => client.peek().keys.list({ signal }));
  return (
    <Page title={KEYS.title} back={{ href: addresses.security, label: SECURITY.title }}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{KEYS.lead}</p>
        {made && <Secret secret={made.key} />}
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
        {data?.length === 0 && <p>{KEYS.empty}</p>}
        <ul class="flex flex-col gap-3">
          {data?.map((key) => (
            <KeyRow key={key.key_id} of={key} onRevoked={reload} />
          ))}
        </ul>
        <MakeForm
          onMade={(key) => {
            setMade(key);
            reload();
          }}
        />
        <ActionCode action={{ kind: 'keys' }} />
      </div>
    </Page>
  );
}

/** The secret of a new key, which no later response has. */
function Secret({ secret }: { readonly secret: string }) {
  return (
    <Notice title={KEYS.secret.title} tone="warning" spoken>
      <p class="text-quiet mb-2">{KEYS.secret.once}</p>
      <p class="flex items-center gap-2">
        <code class="min-w-0 [overflow-wrap:anywhere]">{secret}</code>
        <CopyButton text={secret} what={KEYS.secret.what} />
      </p>
    </Notice>
  );
}
