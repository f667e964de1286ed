import { TEXTS } from '../../texts/console/common.ts';
import { format } from '../../ui/person.ts';
import { useNow } from '../../ui/use-now.ts';

const EVERY_MS = 1_000;

/** When something that is still to come is due: "in 12 seconds", and `passed` once that time has passed. */
export function Due({ at, passed = TEXTS.due }: { at: string; passed?: string }) {
  const now = useNow(EVERY_MS);
  return (
    <time dateTime={at} title={format.timeFull(at)}>
      {Date.parse(at) > now ? format.age(at, now) : passed}
    </time>
  );
}
