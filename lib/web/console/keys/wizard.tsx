import { useState } from 'preact/hooks';
import { KEYS } from '../../texts/console/keys.ts';
import { announce } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { useNow } from '../../ui/use-now.ts';
import { act } from '../live/use-live.ts';
import { Command } from '../parts/command.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { useAction } from '../parts/use-action.ts';
import { type KeySet, ROTATION, type Step, stepStates, waitMs } from './rotation.ts';

/** Leads through a rotation: which step is next, and when it is safe. */
export function Wizard({ set, changeable }: { set: KeySet; changeable: boolean }) {
  const { next } = set;
  const now = useNow(1_000);
  const [isAsking, setAsking] = useState(false);
  const wait = waitMs(next, now);
  const step = stepOf(set.set, next.step);
  const states = stepStates(next.step);
  return (
    <div class="flex flex-col gap-4">
      <ol class="flex flex-col gap-2 sm:flex-row">
        {ROTATION.map((name, n) => (
          <li
            key={name}
            aria-current={states[name] === 'next' ? 'step' : undefined}
            class={`flex flex-1 gap-3 rounded-xl border p-3 ${
              states[name] === 'next' ? 'border-primary border-2' : 'border-base-300'
            }`}
          >
            <span
              class={`grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold ${
                states[name] === 'done' ? 'bg-success text-success-content' : 'bg-base-300'
              }`}
            >
              {states[name] === 'done' ? <Icon name="check" class="size-4" /> : n + 1}
            </span>
            <span class="min-w-0">
              <span class="block font-medium">{KEYS.steps[name].name}</span>
              <span class="text-quiet block text-xs">{KEYS[states[name]]}</span>
            </span>
          </li>
        ))}
      </ol>
      <div class="bg-base-200 flex flex-col gap-3 rounded-xl p-4">
        <p class="font-semibold">{step.name}</p>
        <p class="text-sm">{step.text}</p>
        {changeable && (
          <p class={`flex items-center gap-2 text-sm font-medium ${wait > 0 ? 'text-warning' : 'text-success'}`}>
            <Icon name={wait > 0 ? 'clock' : 'check'} class="size-4" />
            <span class="tabular-nums">{wait > 0 ? KEYS.safeIn(format.duration(wait)) : KEYS.safe}</span>
          </p>
        )}
        {next.then_wait_ms > 0 && <p class="text-quiet text-sm">{KEYS.thenWait(format.duration(next.then_wait_ms))}</p>}
        {changeable && (
          <div>
            <button
              type="button"
              class={`btn ${wait > 0 ? 'btn-outline' : 'btn-primary'}`}
              onClick={() => setAsking(true)}
            >
              {wait > 0 ? KEYS.force : step.name}
            </button>
          </div>
        )}
      </div>
      {changeable && <Command text={next.command} />}
      {isAsking && <StepDialog set={set} force={wait > 0} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** Retiring a receipt key keeps what it has signed valid. */
function stepOf(set: KeySet['set'], step: Step): { name: string; text: string } {
  return set === 'receipts' && step === 'retire' ? KEYS.retireReceipts : KEYS.steps[step];
}

function StepDialog({ set: { set, next }, force, onClose }: { set: KeySet; force: boolean; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const action = useAction(() => act('keyStep', { set, step: next.step, force, reason }));
  const { name, text } = stepOf(set, next.step);
  return (
    <Confirm
      title={`${KEYS.sets[set].name}: ${name}`}
      verb={name}
      isDangerous={force}
      action={action}
      onClose={onClose}
      onDone={({ kids }) => {
        announce(KEYS.took(kids));
        onClose();
      }}
    >
      <p>{text}</p>
      {force && (
        <>
          <p class="text-error font-medium">{KEYS.forceText[set]}</p>
          <p>{KEYS.forceWhen}</p>
        </>
      )}
      <ReasonField value={reason} onValue={setReason} />
    </Confirm>
  );
}
