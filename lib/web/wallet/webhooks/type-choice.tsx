import type { UserEventType } from 'mib/client';
import { WEBHOOKS } from '../../texts/webhooks.ts';

/** Every type, in the order in which they are shown. */
export const EVENT_TYPES: readonly UserEventType[] = [
  'transfer.final',
  'transfer.authorised',
  'transfer.awaits_approval',
  'statement.posted',
  'wallet.frozen',
  'wallet.unfrozen',
  'wallet.closed',
  'wallet.shared',
  'wallet.share_changed',
  'wallet.unshared',
  'wallet.rule_changed',
  'wallet.rule_change_asked',
  'wallet.rule_change_dropped',
  'key.made',
  'key.revoked',
];

export interface TypeChoiceProps {
  readonly types: readonly UserEventType[];
  readonly onTypes: (types: readonly UserEventType[]) => void;
  readonly isMissing: boolean;
}

/** The types of events, each with a box. */
export function TypeChoice({ types, onTypes, isMissing }: TypeChoiceProps) {
  return (
    <fieldset class="flex flex-col gap-2">
      <legend class="mb-1.5 text-sm font-medium">{WEBHOOKS.add.types}</legend>
      {EVENT_TYPES.map((type) => (
        <label key={type} class="flex min-h-6 items-center gap-3">
          <input
            type="checkbox"
            class="checkbox"
            name={type}
            checked={types.includes(type)}
            onChange={({ currentTarget: { checked } }) =>
              onTypes(EVENT_TYPES.filter((one) => (one === type ? checked : types.includes(one))))
            }
          />
          <span class="min-w-0 [overflow-wrap:anywhere]">
            {WEBHOOKS.types[type]} <code class="text-quiet text-xs">{type}</code>
          </span>
        </label>
      ))}
      {isMissing && (
        <p role="alert" class="text-error text-sm font-medium">
          {WEBHOOKS.add.typesMissing}
        </p>
      )}
    </fieldset>
  );
}
