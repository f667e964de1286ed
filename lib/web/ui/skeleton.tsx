import { UI } from '../texts/ui.ts';

/** The place of what is loading. Give it the height of that, so that nothing jumps. */
export function Skeleton({ class: className = 'h-24 w-full' }: { class?: string }) {
  return (
    <div role="status" class={`skeleton ${className}`}>
      <span class="sr-only">{UI.loading}</span>
    </div>
  );
}
