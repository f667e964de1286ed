import { HOLD_FIRST } from '../../texts/holds.ts';
import { TimeField } from '../../ui/time-field.tsx';
import { holdRange, usualHoldUntil } from './form.ts';

export interface HoldFirstProps {
  /** As the person chooses it. Undefined: the money is not held first. */
  readonly holdUntil: string | undefined;
  readonly onHoldUntil: (holdUntil: string | undefined) => void;
  readonly isSplit: boolean;
  readonly error: string | undefined;
}

/** The choice to hold the money of a payment first, and until when. */
export function HoldFirst({ holdUntil, onHoldUntil, isSplit, error }: HoldFirstProps) {
  if (isSplit) return <p class="text-quiet text-sm">{HOLD_FIRST.several}</p>;
  const isHeld = holdUntil !== undefined;
  return (
    <div class="flex flex-col gap-3">
      <label class="flex cursor-pointer items-start gap-3 py-1">
        <input
          type="checkbox"
          class="checkbox mt-0.5 rounded-md"
          checked={isHeld}
          onChange={({ currentTarget }) => onHoldUntil(currentTarget.checked ? usualHoldUntil(Date.now()) : undefined)}
        />
        <span class="text-sm">
          <span class="font-medium">{HOLD_FIRST.label}</span>
          <span class="text-quiet block">{HOLD_FIRST.detail}</span>
        </span>
      </label>
      {isHeld && (
        <TimeField
          label={HOLD_FIRST.until}
          hint={HOLD_FIRST.untilHint}
          value={holdUntil}
          onValue={onHoldUntil}
          {...holdRange(Date.now())}
          error={error}
        />
      )}
    </div>
  );
}
