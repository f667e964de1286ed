import { useEffect, useState } from 'preact/hooks';
import { CHART } from '../../texts/chart.ts';
import { fromLocalInput, toLocalInput } from '../../ui/local-time.ts';
import { format } from '../../ui/person.ts';
import { TimeField } from '../../ui/time-field.tsx';
import { BalanceInWords } from './balance-in-words.tsx';
import type { ChartAddress } from './chart-address.ts';

export interface AsOfProps extends Pick<ChartAddress, 'at' | 'broken'> {
  readonly walletId: string;
  /** The span of the slider, in ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** While the slider moves, before the balance is asked for. */
  readonly onMove: (at: number) => void;
  readonly onChoose: (at: string | undefined) => void;
}

/** A slider asks once it stands still. */
const STILL_MS = 300;
const STEPS = 500;
const DAY_MS = 86_400_000;

/** The balance at one time, which a slider and a field choose. */
export function AsOf({ walletId, at, broken, from, to, onMove, onChoose }: AsOfProps) {
  const [moved, setMoved] = useState<number>();
  const present = at === undefined ? to : Date.parse(at);
  useEffect(() => {
    if (moved === undefined) return;
    const timer = setTimeout(() => {
      setMoved(undefined);
      onChoose(moved >= to ? undefined : timeOf(moved, from, to));
    }, STILL_MS);
    return () => clearTimeout(timer);
  }, [moved]);
  const move = (ms: number) => {
    setMoved(ms);
    onMove(ms);
  };
  const shown = moved ?? present;
  return (
    <div>
      {/* Its ends are those of the chart above. */}
      <div class="flex pr-[14px] pl-[62px]">
        <input
          type="range"
          class="range range-primary range-sm w-full [--range-fill:0]"
          aria-label={CHART.slider}
          aria-valuetext={format.timeShort(new Date(shown).toISOString())}
          min={from}
          max={to}
          step={(to - from) / STEPS}
          value={shown}
          onInput={({ currentTarget: { value } }) => move(Number(value))}
        />
      </div>
      <div class="mt-4 grid items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_auto]">
        <BalanceInWords walletId={walletId} at={at} isMoving={moved !== undefined} />
        <div class="flex flex-wrap items-start gap-2">
          <div class="w-60 max-w-full">
            <TimeField
              label={CHART.field}
              hint={CHART.fieldHint}
              error={broken}
              value={toLocalInput(at ?? '')}
              max={toLocalInput(new Date(to).toISOString()).slice(0, 16)}
              onValue={(value) => onChoose(fromLocalInput(value))}
            />
          </div>
          <button type="button" class="btn sm:mt-6.5" onClick={() => onChoose(undefined)}>
            {CHART.toNow}
          </button>
        </div>
      </div>
    </div>
  );
}

/** Whole minutes, or seconds in a short span: a millisecond is too short to point at. */
export function timeOf(ms: number, from: number, to: number): string {
  const unit = to - from >= DAY_MS ? 60_000 : 1_000;
  return new Date(Math.floor(ms / unit) * unit).toISOString();
}
