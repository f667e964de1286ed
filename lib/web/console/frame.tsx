import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { TEXTS } from '../texts/console/common.ts';
import { OVERVIEW } from '../texts/console/overview.ts';
import { UI } from '../texts/ui.ts';
import { Announcer } from '../ui/announce.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Logo } from '../ui/shell.tsx';
import { SkipLink } from '../ui/skip-link.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';
import { addressOf } from './addresses.ts';
import type { Overview } from './contract.ts';
import { overview } from './live/overview.ts';
import { paused } from './live/use-live.ts';
import { Badge, type Tone } from './parts/badge.tsx';
import { SearchForm } from './search/search-form.tsx';
import { useStage } from './stage.tsx';
import { type ViewLink, viewLinks } from './views.ts';

/** The frame of every view: the stage, whether the books balance, search and navigation. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { data } = overview.known.value;
  return (
    <>
      <SkipLink />
      <header class="bg-base-100 border-base-300 sticky top-0 z-20 border-b">
        <div class="flex h-14 items-center gap-2 px-3 sm:gap-3 sm:px-4">
          <a href={addressOf.overview} class="flex items-center gap-2 font-semibold" aria-label={TEXTS.name}>
            <Logo />
            <span class="hidden sm:inline">{TEXTS.brand}</span>
          </a>
          <StageBadge />
          {data && <BooksBadge books={data.books} />}
          <div class="ml-auto flex items-center gap-1">
            <div class="hidden w-64 md:block xl:w-96">
              <SearchForm />
            </div>
            <a
              href={addressOf.search('')}
              class="btn btn-ghost btn-sm btn-square md:hidden"
              aria-label={TEXTS.views.search}
            >
              <Icon name="search" />
            </a>
            <LiveButton />
            <Menu label={TEXTS.menu} icon="gear">
              <ThemeSwitch />
            </Menu>
          </div>
        </div>
      </header>
      <div class="lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
        <Navigation data={data} />
        <main id="content" tabIndex={-1} class="min-w-0 outline-none">
          {children}
        </main>
      </div>
      <Announcer />
    </>
  );
}

/** The name of the stage, above every view: an operator does not take one for another. */
function StageBadge() {
  const { stage, local } = useStage();
  return (
    <span class={`badge max-w-28 ${local ? 'badge-outline' : 'badge-error font-semibold'}`} title={TEXTS.stage(stage)}>
      <span class="truncate">{stage}</span>
    </span>
  );
}

function BooksBadge({ books: { state } }: Pick<Overview, 'books'>) {
  const tone = ({ balanced: 'good', unbalanced: 'bad', unknown: 'warning' } as const satisfies Record<string, Tone>)[
    state
  ];
  return (
    <a href={addressOf.overview} title={OVERVIEW.books.label[state]}>
      <Badge tone={tone} text={OVERVIEW.books.short[state]} {...(state === 'unknown' && { icon: 'question' })} />
    </a>
  );
}

function LiveButton() {
  const isPaused = paused.value;
  const text = isPaused ? TEXTS.live.resume : TEXTS.live.pause;
  return (
    <button
      type="button"
      class={`btn btn-sm btn-square ${isPaused ? 'btn-warning' : 'btn-ghost'}`}
      aria-label={text}
      title={text}
      onClick={() => {
        paused.value = !isPaused;
      }}
    >
      <Icon name={isPaused ? 'play' : 'pause'} />
    </button>
  );
}

function Navigation({ data }: { data: Overview | undefined }) {
  const { path } = useLocation();
  const links = viewLinks(useStage(), data);
  return (
    <nav
      aria-label={UI.navigation}
      class="bg-base-100 border-base-300 flex gap-1 overflow-x-auto border-b p-2 lg:sticky lg:top-14 lg:h-[calc(100dvh-3.5rem)] lg:flex-col lg:border-r lg:border-b-0 lg:p-3"
    >
      {links.map((link) => (
        <ViewEntry key={link.href} link={link} isCurrent={isWithin(path, link.href)} />
      ))}
    </nav>
  );
}

function ViewEntry({ link: { href, label, icon, count, isBad }, isCurrent }: { link: ViewLink; isCurrent: boolean }) {
  const entry = useRef<HTMLAnchorElement>(null);
  // On a phone the row of views is longer than the screen.
  useEffect(() => {
    if (isCurrent) entry.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isCurrent]);
  return (
    <a
      ref={entry}
      href={href}
      aria-current={isCurrent ? 'page' : undefined}
      class={`flex shrink-0 items-center gap-2 rounded-xl px-3 py-2 text-sm ${
        isCurrent ? 'bg-base-200 text-primary font-semibold' : 'text-quiet hover:text-base-content'
      }`}
    >
      <Icon name={icon} />
      {label}
      {count !== undefined && (
        <span class={`badge badge-sm lg:ml-auto ${isBad ? 'badge-error' : 'badge-neutral'}`}>{count}</span>
      )}
    </a>
  );
}

function isWithin(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`));
}
