import { useState } from 'preact/hooks';
import { BREAK } from '../../texts/console/break.ts';
import { Time } from '../../ui/time.tsx';
import type { Faults } from '../contract.ts';
import { act } from '../live/use-live.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { Due } from '../parts/due.tsx';
import { Failed } from '../parts/failed.tsx';
import { useAction } from '../parts/use-action.ts';
import { type Fault, FaultDialog } from './fault-dialog.tsx';

export type StackProcess = Faults['processes'][number];

const TONES: Record<StackProcess['state'], Tone> = {
  running: 'good',
  dying: 'warning',
  stopped: 'bad',
  starting: 'busy',
};
const OF_SHARD: readonly Fault[] = ['stop', 'kill', 'replies', 'database'];
const OF_ORCHESTRATOR: readonly Fault[] = ['midTransfer', 'stop', 'kill', 'executions', 'database'];

/** One process of the local stack, with the ways to break it. */
export function ProcessCard({ process }: { process: StackProcess }) {
  const { name, state, since, back_at, error, outages } = process;
  const [fault, setFault] = useState<Fault>();
  const start = useAction(() => act('startProcess', { process: name }));
  return (
    <Card
      title={BREAK.process(name)}
      actions={<Badge tone={TONES[state]} text={BREAK.states[state]} />}
      class={name === 'orchestrator' ? 'sm:col-span-full' : ''}
    >
      <div class="text-quiet flex flex-col gap-1 text-xs">
        <p>
          {BREAK.since} <Time at={since} as="clock" />
        </p>
        {back_at !== undefined && (
          <p>
            {BREAK.back} <Due at={back_at} />
          </p>
        )}
        {error !== undefined && <p class="text-error font-medium">{BREAK.startFailed(error)}</p>}
        {outages.map(({ part, until }) => (
          <p key={part} class="text-error font-medium">
            {BREAK.parts[part]} {BREAK.until} <Time at={until} as="clock" />
          </p>
        ))}
      </div>
      <div class="flex flex-wrap gap-2">
        {state === 'stopped' ? (
          <button type="button" class="btn btn-sm btn-primary" disabled={start.isRunning} onClick={start.run}>
            {BREAK.actions.start}
          </button>
        ) : (
          (name === 'orchestrator' ? OF_ORCHESTRATOR : OF_SHARD).map((one) => (
            <button
              key={one}
              type="button"
              class="btn btn-sm h-auto min-h-8 max-w-full whitespace-normal"
              disabled={state === 'starting'}
              onClick={() => setFault(one)}
            >
              {BREAK.actions[one]}
            </button>
          ))
        )}
      </div>
      {start.error && <Failed error={start.error} />}
      {fault && <FaultDialog process={name} fault={fault} onClose={() => setFault(undefined)} />}
    </Card>
  );
}
