import type { ComponentChildren } from 'preact';

/** A name and its value in a list of descriptions (`dl`) of two columns. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt class="text-quiet">{name}</dt>
      <dd class="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
