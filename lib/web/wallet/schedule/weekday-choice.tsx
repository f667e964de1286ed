import { SCHEDULES } from '../../texts/schedules.ts';
import { format } from '../../ui/person.ts';
import { WEEKDAYS, type Weekday } from './weekdays.ts';
import { weekdayName } from './words.ts';

export interface WeekdayChoiceProps {
  readonly weekdays: readonly Weekday[];
  readonly onWeekdays: (weekdays: readonly Weekday[]) => void;
}

/** The days of the week, each with a box. */
export function WeekdayChoice({ weekdays, onWeekdays }: WeekdayChoiceProps) {
  return (
    <fieldset>
      <legend class="mb-1.5 text-sm font-medium">{SCHEDULES.weekdays}</legend>
      <div class="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        {WEEKDAYS.map((weekday, n) => (
          <label key={weekday} class="flex min-h-6 items-center gap-2 text-sm">
            <input
              type="checkbox"
              class="checkbox checkbox-sm"
              name={weekday}
              checked={weekdays.includes(weekday)}
              onChange={({ currentTarget: { checked } }) =>
                onWeekdays(WEEKDAYS.filter((one) => (one === weekday ? checked : weekdays.includes(one))))
              }
            />
            {weekdayName(n, format)}
          </label>
        ))}
      </div>
      <p class="text-quiet mt-1.5 text-sm">{SCHEDULES.weekdaysHint}</p>
    </fieldset>
  );
}
