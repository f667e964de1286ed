import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { Empty } from './empty.tsx';

/** Draws its content, or after an error in it what a person can do. */
export function Broken({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  return (
    <Empty icon="alert" title={UI.broken.title}>
      <p class="text-quiet text-sm">{UI.broken.detail}</p>
      <button type="button" class="btn btn-primary" onClick={() => location.reload()}>
        {UI.reload}
      </button>
    </Empty>
  );
}
