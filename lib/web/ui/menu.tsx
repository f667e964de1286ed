import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';

export interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly children: ComponentChildren;
}

/** A button that opens a small panel. Escape, a click elsewhere and a chosen link close it. */
export function Menu({ label, icon, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current;
      if (!menu?.open || !(event.target instanceof Element)) return;
      const isInside = menu.contains(event.target);
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        menu.open = false;
        menu.querySelector('summary')?.focus();
      } else if (!isInside || event.target.closest('a, button')) menu.open = false;
    };
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details ref={details} class="relative">
      <summary class="btn btn-ghost btn-sm max-w-48 list-none gap-2 font-normal [&::-webkit-details-marker]:hidden">
        <Icon name={icon} />
        <span class="truncate">{label}</span>
      </summary>
      <div class="bg-base-100 border-base-300 absolute right-0 z-30 mt-2 w-72 rounded-2xl border p-3 shadow-xl">
        {children}
      </div>
    </details>
  );
}
