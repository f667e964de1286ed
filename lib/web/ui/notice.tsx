import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

export interface NoticeProps {
  readonly title?: string | undefined;
  /** `warning` if the person should look before they go on. */
  readonly tone?: 'info' | 'warning';
  /** Whether screen readers read it when it appears. */
  readonly spoken?: boolean;
  readonly children?: ComponentChildren;
}

const LOOKS = {
  info: { border: 'border-info/40', icon: 'text-info' },
  warning: { border: 'border-warning/40', icon: 'text-warning' },
} as const;

/** Something to know that is no problem. */
export function Notice({ title, tone = 'info', spoken = false, children }: NoticeProps) {
  const { border, icon } = LOOKS[tone];
  return (
    <div role={spoken ? 'status' : undefined} class={`bg-base-100 flex gap-3 rounded-2xl border p-4 text-sm ${border}`}>
      <Icon name="alert" class={`size-5 ${icon}`} />
      <div class="min-w-0 grow [overflow-wrap:anywhere]">
        {title !== undefined && <p class="font-medium">{title}</p>}
        {children}
      </div>
    </div>
  );
}
