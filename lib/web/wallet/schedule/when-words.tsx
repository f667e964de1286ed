import { useState } from 'preact/hooks';
import { SCHEDULES } from '../../texts/schedules.ts';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { firstDates } from './dates.ts';
import { ownTimeZone } from './time-zone.ts';
import { checkedWhen, type Timing, type WhenForm } from './when.ts';
import { inWords } from './words.ts';

const SHOWN = 3;

/**
 * What a choice means: the rule in words, and its first dates. Nothing as long as it breaks a rule.
 * Screen readers hear each change.
 */
export function WhenWords({ when }: { readonly when: WhenForm }) {
  const [now] = useState(() => Date.now());
  const checked = checkedWhen(when, now, ownTimeZone());
  return <div aria-live="polite">{'timing' in checked && <Words when={when} timing={checked.timing} />}</div>;
}

function Words({ when, timing }: { readonly when: WhenForm; readonly timing: Timing }) {
  const dates = firstDates(when, SHOWN + 1);
  return (
    <div class="border-base-300 rounded-xl border p-4 text-sm">
      <p class="font-medium">{inWords(timing, format, ownTimeZone())}.</p>
      {timing.repeat && (
        <>
          <p class="text-quiet mt-2">{SCHEDULES.dates}</p>
          <ul class="list-disc pl-5">
            {dates.slice(0, SHOWN).map((date) => (
              <li key={date}>
                <Time at={new Date(date).toISOString()} />
              </li>
            ))}
            {dates.length > SHOWN && <li>{SCHEDULES.more}</li>}
          </ul>
        </>
      )}
    </div>
  );
}
