import { WEBHOOKS } from '../../texts/webhooks.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';

export interface SecretCardProps {
  readonly secret: string;
  /** Until when the secret before signs, too. */
  readonly oldUntil?: string | undefined;
}

/** A secret that no later response has. */
export function SecretCard({ secret, oldUntil }: SecretCardProps) {
  return (
    <Notice title={WEBHOOKS.secret.title} tone="warning" spoken>
      <p class="text-quiet mb-2">{WEBHOOKS.secret.once}</p>
      <p class="flex items-center gap-2">
        <code class="min-w-0 [overflow-wrap:anywhere]">{secret}</code>
        <CopyButton text={secret} what={WEBHOOKS.secret.what} />
      </p>
      {oldUntil !== undefined && <p class="text-quiet mt-2">{WEBHOOKS.secret.old(format.timeShort(oldUntil))}</p>}
    </Notice>
  );
}
