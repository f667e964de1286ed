import { useState } from 'preact/hooks';
import { BREAK } from '../../texts/console/break.ts';
import { format } from '../../ui/person.ts';
import type { OutputOf } from '../contract.ts';
import { act } from '../live/use-live.ts';
import { Confirm } from '../parts/confirm.tsx';
import { useAction } from '../parts/use-action.ts';

/** A way to break a process. */
export type Fault = 'stop' | 'kill' | 'midTransfer' | 'replies' | 'database' | 'executions';

const DURATIONS_MS = [5_000, 15_000, 60_000] as const;
/** A stopped process comes back only when the operator starts it. */
const FOREVER: ReadonlySet<Fault> = new Set(['stop', 'kill', 'midTransfer']);

/** Says what a fault means, and asks for how long it lasts. */
export function FaultDialog({ process, fault, onClose }: { process: string; fault: Fault; onClose: () => void }) {
  const canStay = FOREVER.has(fault);
  const [ms, setMs] = useState<number | undefined>(fault === 'stop' ? undefined : DURATIONS_MS[1]);
  const action = useAction(() => begin(process, fault, ms));
  const verb = BREAK.actions[fault];
  return (
    <Confirm title={BREAK.ask(verb, process)} verb={verb} isDangerous action={action} onClose={onClose}>
      <p>{BREAK.explanations[fault]}</p>
      {fault !== 'stop' && (
        <label class="flex flex-col gap-1">
          <span class="font-medium">{BREAK.duration}</span>
          <select
            class="select w-full"
            value={ms === undefined ? '' : String(ms)}
            onChange={({ currentTarget: { value } }) => setMs(value === '' ? undefined : Number(value))}
          >
            {DURATIONS_MS.map((duration) => (
              <option key={duration} value={String(duration)}>
                {format.duration(duration)}
              </option>
            ))}
            {canStay && <option value="">{BREAK.untilStarted}</option>}
          </select>
        </label>
      )}
    </Confirm>
  );
}

function begin(process: string, fault: Fault, ms: number | undefined): Promise<OutputOf<'faults'>> {
  switch (fault) {
    case 'stop':
      return act('stopProcess', { process });
    case 'kill':
    case 'midTransfer': {
      const when = fault === 'kill' ? 'now' : 'mid_transfer';
      return act('killProcess', { process, when, ...(ms !== undefined && { back_after_ms: ms }) });
    }
    case 'replies':
    case 'database':
    case 'executions':
      return act('beginOutage', { process, part: fault, ms: ms ?? DURATIONS_MS[0] });
  }
}
