import type { JSX } from 'preact';

const PATHS = {
  wallet: 'M4 7a2 2 0 0 1 2-2h11v3M4 7v10a2 2 0 0 0 2 2h13V8H6a2 2 0 0 1-2-1Zm12 6.5h.01',
  send: 'M5 12h14m-6-6 6 6-6 6',
  receive: 'M19 12H5m6 6-6-6 6-6',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  alert: 'M12 8v5m0 3.5h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0',
  sun: 'M12 4V2m0 20v-2m8-8h2M2 12h2m13.7-5.7 1.4-1.4M4.9 19.1l1.4-1.4m0-11.4L4.9 4.9m14.2 14.2-1.4-1.4M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  device: 'M5 5h14v10H5zM9 19h6m-3-4v4',
  code: 'm9 8-4 4 4 4m6-8 4 4-4 4',
  back: 'm14 6-6 6 6 6',
  next: 'm10 6 6 6-6 6',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  statement: 'M6 3h12v18l-3-2-3 2-3-2-3 2V3Zm3 5h6m-6 4h6',
  chart: 'M4 19h16M6 15l4-5 4 3 5-7',
  request: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2m4-2v6h-6',
  logOut: 'M10 5H5v14h5m4-3 4-4-4-4m4 4H9',
  question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4m0 3.5h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  search: 'm20 20-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z',
  gauge: 'M4 17a9 9 0 1 1 16 0M12 14l4-5m-4 5h.01',
  server: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01',
  key: 'M14 14a5 5 0 1 1 1.5-1.5L20 17v3h-3v-2h-2v-2l-1-2ZM9 9.5h.01',
  shield: 'M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6l-7-3Zm-3 9 2.2 2.2L15.5 10',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Zm4.5 4.5h3',
  bolt: 'm13 3-8 11h6l-1 7 8-11h-6l1-7Z',
  pause: 'M9 6v12m6-12v12',
  play: 'm8 6 10 6-10 6V6Z',
  gear: 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0-12v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.2 2.2M7.8 16.2l-2.2 2.2m12.8 0-2.2-2.2M7.8 7.8 5.6 5.6',
  fit: 'M4 12h16M4 12l3-3m-3 3 3 3m13-3-3-3m3 3-3 3M4 5v2m0 10v2M20 5v2m0 10v2',
  refresh: 'M19 8a8 8 0 1 0 1 6m0-10v4h-4',
} as const;
export type IconName = keyof typeof PATHS;

/** A picture beside a text, which says the same: screen readers skip it. */
export function Icon({ name, class: className = '' }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg
      viewBox="0 0 24 24"
      class={`shrink-0 ${className.includes('size-') ? '' : 'size-5'} ${className}`}
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
