import type { ComponentChildren } from 'preact';

/** A part of a view with a heading of its own. */
export function Card({ title, children }: { title?: string | undefined; children: ComponentChildren }) {
  return (
    <section class="bg-base-100 border-base-300 rounded-2xl border p-4 sm:p-5">
      {title !== undefined && <h2 class="mb-3 font-semibold">{title}</h2>}
      {children}
    </section>
  );
}
