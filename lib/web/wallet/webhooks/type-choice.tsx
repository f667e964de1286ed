import type { UserEventType } from 'mib/client';
import { WEBHOOKS } from '../../texts/webhooks.ts';

/** What each type is called. This does not compile without one of the types of the API. */
const TITLES: Readonly<Record<UserEventType, string>> = WEBHOOKS.types;

/** Every type, in the order in which they are shown: that of the texts. */
export const EVENT_TYPES: readonly UserEventType[] = Object.keys(TITLES).filter(isType);

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
            {TITLES[type]} <code class="text-quiet text-xs">{type}</code>
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

function isType(name: string): name is UserEventType {
  return Object.hasOwn(TITLES, name);
}
