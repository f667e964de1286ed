import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A part of a view with its heading. */
export function Card({
  title,
  actions,
  class: className = '',
  children,
}: {
  title: ComponentChildren;
  actions?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      class={`bg-base-100 border-base-300 flex min-w-0 flex-col gap-4 rounded-2xl border p-4 sm:p-5 ${className}`}
    >
      <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} class="font-semibold">
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A name and its value, one above the other. */
export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
}

/** Facts side by side, as far as there is room. */
export function Facts({ facts }: { facts: readonly (Fact | false | undefined)[] }) {
  return (
    <dl class="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-4 gap-y-3 text-sm">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact.name} class="min-w-0">
              <dt class="text-quiet text-xs">{fact.name}</dt>
              <dd class="mt-0.5 [overflow-wrap:anywhere]">{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
