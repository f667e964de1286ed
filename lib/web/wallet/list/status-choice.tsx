import { FILTERS } from '../../texts/list.ts';
import { STATUS_TEXTS } from '../../texts/transfers.ts';
import { type ListedStatus, STATUSES } from '../filters.ts';

export interface StatusChoiceProps {
  readonly chosen: readonly ListedStatus[];
  readonly error?: string | undefined;
  readonly onChoose: (statuses: readonly ListedStatus[]) => void;
}

/** Any number of statuses. None means all. */
export function StatusChoice({ chosen, error, onChoose }: StatusChoiceProps) {
  const toggled = (status: ListedStatus) =>
    chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
  return (
    <fieldset>
      <legend class="text-sm font-medium">{FILTERS.status}</legend>
      <div class="my-1 grid grid-cols-2 gap-x-3">
        {STATUSES.map((status) => (
          <label key={status} class="flex min-h-8 cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              class="checkbox checkbox-sm rounded-md"
              checked={chosen.includes(status)}
              onChange={() => onChoose(toggled(status))}
            />
            {STATUS_TEXTS[status].label}
          </label>
        ))}
      </div>
      <p class={`text-sm ${error === undefined ? 'text-quiet' : 'text-error font-medium'}`}>
        {error === undefined ? FILTERS.statusHint : `${FILTERS.status} ${error}.`}
      </p>
    </fieldset>
  );
}
