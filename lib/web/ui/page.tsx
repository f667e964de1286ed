import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

export interface PageProps {
  readonly title: string;
  /** The view above this one. */
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  /** What stands beside the heading. */
  readonly actions?: ComponentChildren;
  /** Two columns and tables need more room than a form. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

let isFirstPage = true;
let siteName = '';

/** What stands after the title of each view in the browser's tab. */
export function nameSite(name: string): void {
  siteName = name;
}

/**
 * One view. After a navigation its heading gets the focus, so that a screen reader reads the new
 * view and the keyboard goes on from there. The first view of a visit leaves the focus to the browser.
 */
export function Page({ title, back, actions, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = siteName === '' ? title : `${title} · ${siteName}`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <div class={`mx-auto w-full px-4 pt-4 pb-10 sm:pt-8 ${wide ? 'max-w-6xl' : 'max-w-xl'}`}>
      {back && (
        <a href={back.href} class="link link-hover text-quiet mb-2 -ml-1 inline-flex items-center gap-1 py-1 text-sm">
          <Icon name="back" class="size-4" />
          {back.label}
        </a>
      )}
      <div class="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 ref={heading} tabIndex={-1} class="min-w-0 text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  );
}
