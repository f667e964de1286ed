import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

export interface FoldedPanelProps {
  readonly title: string;
  /** Whether it is open at first where there is room beside the content. */
  readonly isOpenWide?: boolean;
  readonly children: ComponentChildren;
}

/** Controls beside a view. On a phone they are above it, and closed until the person wants them. */
export function FoldedPanel({ title, isOpenWide = false, children }: FoldedPanelProps) {
  const [isOpen] = useState(() => isOpenWide && matchMedia('(min-width: 64rem)').matches);
  return (
    <details open={isOpen} class="bg-base-100 border-base-300 group rounded-2xl border">
      <summary class="flex cursor-pointer list-none items-center gap-2 rounded-2xl p-4 text-sm font-medium [&::-webkit-details-marker]:hidden">
        {title}
        <Icon name="next" class="text-quiet ml-auto size-4 transition-transform group-open:rotate-90" />
      </summary>
      <div class="px-4 pb-4">{children}</div>
    </details>
  );
}
