import type { ComponentChildren } from 'preact';
import { UI } from '../texts/ui.ts';
import { Announcer } from './announce.tsx';
import { Icon, type IconName } from './icons.tsx';
import { SkipLink } from './skip-link.tsx';

/** A view that the header leads to. */
export interface NavigationLink {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
}

export interface ShellProps {
  readonly name: string;
  readonly home: string;
  readonly links: readonly NavigationLink[];
  /** At the end of the header, such as ThemeSwitch. */
  readonly menu: ComponentChildren;
  /** Below the header, such as a warning. */
  readonly notice?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of every view: header, navigation, content, live region. On a phone the navigation is at the bottom. */
export function Shell({ name, home, links, menu, notice, children }: ShellProps) {
  return (
    <>
      <SkipLink />
      <header class="bg-base-100 border-base-300 sticky top-0 z-20 border-b">
        <div class="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4">
          <a href={home} class="mr-2 flex items-center gap-2 font-semibold">
            <Logo />
            {name}
          </a>
          <Navigation links={links} />
          <div class="ml-auto flex items-center gap-1">{menu}</div>
        </div>
        {notice}
      </header>
      <main id="content" tabIndex={-1} class={`outline-none ${links.length > 0 ? 'pb-16 sm:pb-0' : ''}`}>
        {children}
      </main>
      <Announcer />
    </>
  );
}

function Navigation({ links }: { links: readonly NavigationLink[] }) {
  if (links.length === 0) return null;
  return (
    <nav
      aria-label={UI.navigation}
      class="bg-base-100 border-base-300 fixed inset-x-0 bottom-0 z-20 flex border-t pb-[env(safe-area-inset-bottom)] sm:static sm:gap-1 sm:border-0 sm:p-0"
    >
      {links.map(({ href, label, icon, isCurrent }) => (
        <a
          key={href}
          href={href}
          aria-current={isCurrent ? 'page' : undefined}
          class={`flex flex-1 flex-col items-center gap-0.5 px-3 py-2 text-xs sm:flex-row sm:gap-2 sm:rounded-full sm:text-sm ${
            isCurrent ? 'text-primary font-semibold sm:bg-base-200' : 'text-quiet hover:text-base-content'
          }`}
        >
          <Icon name={icon} class="size-6 sm:size-5" />
          {label}
        </a>
      ))}
    </nav>
  );
}

/** The sign of mib. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" class="size-7" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#4338ca" />
      <path
        d="M8 12h13m-4-4 4 4-4 4M24 20H11m4-4-4 4 4 4"
        fill="none"
        stroke="#fff"
        stroke-width="2.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
