import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

/** What a view shows when it has nothing to show: why, and what comes next. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="flex flex-col items-center gap-3 px-4 py-12 text-center">
      <span class="bg-base-300 grid size-14 place-items-center rounded-full">
        <Icon name={icon} class="size-7" />
      </span>
      <p class="font-medium">{title}</p>
      {children}
    </div>
  );
}
