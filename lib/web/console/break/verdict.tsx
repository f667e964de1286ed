import { BREAK } from '../../texts/console/break.ts';
import { Icon } from '../../ui/icons.tsx';
import type { Faults, Overview } from '../contract.ts';

/** Whether everything has ended well: no part broken, nothing pending, Σ is 0. */
export function Verdict({
  faults,
  books,
  pending,
}: {
  faults: Faults | undefined;
  books: Overview['books'] | undefined;
  pending: number | undefined;
}) {
  if (!faults || !books) return null;
  const down = faults.processes
    .filter(({ state, outages }) => state !== 'running' || outages.length > 0)
    .map(({ name }) => name);
  const left = [
    down.length > 0 && BREAK.broken.down(down),
    pending === undefined ? BREAK.broken.pendingUnknown : pending > 0 && BREAK.broken.pending(pending),
    BREAK.broken.books[books.state],
  ].filter((line) => line !== false && line !== '');
  const isOver = left.length === 0;
  return (
    <div
      role="status"
      class={`flex items-start gap-3 rounded-2xl border-2 p-4 ${isOver ? 'border-success bg-success/8' : 'border-warning bg-warning/8'}`}
    >
      <Icon name={isOver ? 'check' : 'clock'} class={`mt-0.5 size-6 ${isOver ? 'text-success' : 'text-warning'}`} />
      <div>
        <p class="font-semibold">{isOver ? BREAK.ended.title : BREAK.broken.title}</p>
        <p class="text-sm">{isOver ? BREAK.ended.text : left.join(' ')}</p>
      </div>
    </div>
  );
}
