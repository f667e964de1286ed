import type { WebhookDelivery } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { typeInWords, WEBHOOKS } from '../../texts/webhooks.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';

const TEXTS = WEBHOOKS.deliveries;
const PAGE = 20;
const MOST = 100;

/** The deliveries to a webhook, the newest first. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const [limit, setLimit] = useState(PAGE);
  const { data, problem, reload } = useResource(`${webhookId} ${limit}`, (signal) =>
    client.peek().webhooks.deliveriesPage(webhookId, { limit }, { signal }),
  );
  const wanted = useRef('');
  const resending = useSubmit(useRef(null), async () => {
    await client.peek().webhooks.resend(webhookId, wanted.current);
    announce(TEXTS.resent);
    reload();
  });
  const resend = (deliveryId: string) => {
    wanted.current = deliveryId;
    resending.submit();
  };
  return (
    <Card title={TEXTS.title}>
      {problem && <Problem problem={problem} onRetry={reload} />}
      {resending.problem && <Problem problem={resending.problem} />}
      {!data && !problem && <Skeleton class="h-20 w-full rounded-2xl" />}
      {data?.deliveries.length === 0 && <p class="text-quiet text-sm">{TEXTS.empty}</p>}
      <ul class="divide-base-300 flex flex-col divide-y">
        {data?.deliveries.map((delivery) => (
          <Row key={delivery.delivery_id} delivery={delivery} onResend={() => resend(delivery.delivery_id)} />
        ))}
      </ul>
      <div class="mt-3 mb-5 flex flex-wrap gap-2">
        <button type="button" class="btn btn-sm" onClick={reload}>
          {TEXTS.reload}
        </button>
        {data?.next !== undefined && limit < MOST && (
          <button type="button" class="btn btn-sm" onClick={() => setLimit(MOST)}>
            {TEXTS.more}
          </button>
        )}
      </div>
      <ActionCode action={{ kind: 'webhookDeliveries', webhookId }} />
    </Card>
  );
}

const LOOKS = { pending: 'text-info', delivered: 'text-success', failed: 'text-error' } as const;

function Row({ delivery, onResend }: { readonly delivery: WebhookDelivery; readonly onResend: () => void }) {
  const { type, status, attempts, wallet_id, TxID, last_attempt_at, response_status, error, next_attempt_at } =
    delivery;
  const about = wallet_id !== undefined && TxID !== undefined && addresses.transaction(wallet_id, TxID);
  return (
    <li class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3 text-sm">
      <div class="min-w-0 [overflow-wrap:anywhere]">
        <p>
          {about ? (
            <a class="link" href={about}>
              {typeInWords(type)}
            </a>
          ) : (
            typeInWords(type)
          )}{' '}
          <code class="text-quiet text-xs">{type}</code>{' '}
          <span class={`font-medium ${LOOKS[status]}`}>{TEXTS.status[status]}</span>
        </p>
        <p class="text-quiet">
          {last_attempt_at && <Time at={last_attempt_at} />} {TEXTS.attempts(attempts)}
          {response_status !== undefined && `, ${TEXTS.response(response_status)}`}
          {response_status === undefined && error !== undefined && `, ${error}`}
        </p>
        {next_attempt_at && status === 'pending' && (
          <p class="text-quiet">
            {TEXTS.next} <Time at={next_attempt_at} />
          </p>
        )}
      </div>
      <button type="button" class="btn btn-sm" onClick={onResend}>
        {TEXTS.resend}
      </button>
    </li>
  );
}
