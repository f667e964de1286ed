import { BREAK } from '../../texts/console/break.ts';
import { OVERVIEW } from '../../texts/console/overview.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import type { Overview } from '../contract.ts';

const ICONS = { balanced: 'check', unbalanced: 'cross', unknown: 'question' } as const satisfies Record<
  string,
  IconName
>;
const COLOURS = { balanced: 'text-success', unbalanced: 'text-error', unknown: 'text-warning' } as const;

/** Σ and the number of pending transfers, large and side by side. */
export function BooksLine({ books: { state }, pending }: Pick<Overview, 'books'> & { pending: number | undefined }) {
  return (
    <dl class="bg-base-100 border-base-300 grid grid-cols-2 gap-4 rounded-2xl border p-4">
      <div>
        <dt class="text-quiet text-xs">{BREAK.sum}</dt>
        <dd class={`mt-1 flex items-center gap-2 text-3xl font-bold ${COLOURS[state]}`}>
          <Icon name={ICONS[state]} class="size-7" />
          {OVERVIEW.books[state].sign}
        </dd>
      </div>
      <div>
        <dt class="text-quiet text-xs">{BREAK.pending}</dt>
        <dd class="mt-1 text-3xl font-bold tabular-nums">{pending === undefined ? '?' : format.count(pending)}</dd>
      </div>
    </dl>
  );
}
