import { SCHEDULES } from '../../texts/schedules.ts';
import { Field, TextField } from '../../ui/field.tsx';
import { TimeField } from '../../ui/time-field.tsx';
import { WeekdayChoice } from './weekday-choice.tsx';
import { type BrokenWhen, ENDINGS, type WhenForm, type WhenKind } from './when.ts';
import { WhenWords } from './when-words.tsx';

export interface WhenFieldsProps {
  readonly when: WhenForm;
  readonly onWhen: (change: Partial<WhenForm>) => void;
  readonly broken: BrokenWhen;
  /** What can be chosen. One alone is no choice. */
  readonly kinds: readonly WhenKind[];
  readonly atLabel?: string;
}

/** When a payment is made: plain choices, and what they mean in words. */
export function WhenFields({ when, onWhen, broken, kinds, atLabel }: WhenFieldsProps) {
  const { kind, at, interval, weekdays, ends, until, count } = when;
  const repeats = kind !== 'now' && kind !== 'once';
  const hasWeekdays = kind === 'week' && weekdays.length > 0;
  return (
    <div class="flex flex-col gap-5">
      {kinds.length > 1 && (
        <Choice
          label={SCHEDULES.when}
          name="when"
          value={kind}
          options={kinds.map((one) => [one, SCHEDULES.kinds[one]] as const)}
          onValue={(chosen) => onWhen({ kind: chosen })}
        />
      )}
      {repeats && (
        <TextField
          label={SCHEDULES.interval[kind]}
          hint={SCHEDULES.intervalHint[kind]}
          name="interval"
          inputMode="numeric"
          autocomplete="off"
          value={interval}
          onValue={(changed) => onWhen({ interval: changed })}
          error={broken.interval}
        />
      )}
      {kind === 'week' && <WeekdayChoice weekdays={weekdays} onWeekdays={(chosen) => onWhen({ weekdays: chosen })} />}
      {kind !== 'now' && (
        <TimeField
          label={atLabel ?? (hasWeekdays ? SCHEDULES.at.from : repeats ? SCHEDULES.at.repeated : SCHEDULES.at.once)}
          hint={SCHEDULES.atHint}
          value={at}
          onValue={(changed) => onWhen({ at: changed })}
          error={broken.at}
        />
      )}
      {repeats && (
        <Choice
          label={SCHEDULES.ends}
          name="ends"
          value={ends}
          options={ENDINGS.map((one) => [one, SCHEDULES.endings[one]] as const)}
          onValue={(chosen) => onWhen({ ends: chosen })}
        />
      )}
      {repeats && ends === 'on' && (
        <Field label={SCHEDULES.until} hint={SCHEDULES.untilHint} error={broken.until}>
          {(control) => (
            <input
              {...control}
              type="date"
              name="until"
              class={`input w-full ${broken.until === undefined ? '' : 'input-error'}`}
              value={until}
              onInput={({ currentTarget }) => onWhen({ until: currentTarget.value })}
            />
          )}
        </Field>
      )}
      {repeats && ends === 'after' && (
        <TextField
          label={SCHEDULES.count}
          hint={SCHEDULES.countHint}
          name="count"
          inputMode="numeric"
          autocomplete="off"
          value={count}
          onValue={(changed) => onWhen({ count: changed })}
          error={broken.count}
        />
      )}
      {kind !== 'now' && <WhenWords when={when} />}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly name: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onValue: (value: T) => void;
}

function Choice<T extends string>({ label, name, value, options, onValue }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          name={name}
          class="select w-full"
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = options.find(([option]) => option === currentTarget.value);
            if (chosen) onValue(chosen[0]);
          }}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
