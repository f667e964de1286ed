import { STEPS, TRANSFER } from '../../texts/transfers.ts';
import { Card } from '../../ui/card.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { isFinal, type SteppedTransfer } from './step-drafts.ts';
import { type Step, stepsOf, totalMs } from './steps.ts';

const MARKS: Readonly<Record<Step['state'], { readonly icon?: IconName; readonly class: string }>> = {
  done: { icon: 'check', class: 'bg-success text-success-content' },
  failed: { icon: 'cross', class: 'bg-error text-error-content' },
  current: { class: 'border-2 border-primary motion-safe:animate-pulse' },
  waiting: { class: 'border-2 border-base-300' },
};

/** Every step of a transfer: what happened and when, and what is to come. */
export function Timeline({ transfer }: { transfer: SteppedTransfer }) {
  const steps = stepsOf(transfer);
  return (
    <Card title={TRANSFER.timeline}>
      <ol>
        {steps.map((step, index) => (
          <StepLine key={step.id} step={step} isLast={index === steps.length - 1} />
        ))}
      </ol>
      <p class="text-quiet mt-3 text-sm">
        {isFinal(transfer.status) ? TRANSFER.total(format.duration(totalMs(transfer.timeline))) : TRANSFER.live}
      </p>
    </Card>
  );
}

function StepLine({ step, isLast }: { step: Step; isLast: boolean }) {
  const { title, detail, state, at, afterMs } = step;
  const isOpen = state === 'waiting';
  const mark = MARKS[state];
  return (
    <li class="flex gap-3" aria-current={state === 'current' ? 'step' : undefined}>
      <span class="flex flex-col items-center">
        <span class={`grid size-6 shrink-0 place-items-center rounded-full ${mark.class}`}>
          {mark.icon && <Icon name={mark.icon} class="size-4" />}
        </span>
        {!isLast && <span class={`w-0.5 grow ${at === undefined ? 'bg-base-300' : 'bg-success/40'}`} />}
      </span>
      <span class={`flex min-w-0 grow justify-between gap-x-3 pb-4 ${isOpen ? 'text-quiet' : ''}`}>
        <span class="min-w-0">
          <span class={`block ${isOpen ? '' : 'font-medium'}`}>
            {title}
            <span class="sr-only">: {STEPS.state[state]}</span>
          </span>
          {detail && <span class="text-quiet block text-sm">{detail}</span>}
        </span>
        {at !== undefined && (
          <span class="text-quiet shrink-0 text-right text-sm tabular-nums">
            <Time at={at} as="clock" />
            {afterMs !== undefined && <span class="block text-xs">{STEPS.after(format.duration(afterMs))}</span>}
          </span>
        )}
      </span>
    </li>
  );
}
