import { signal } from '@preact/signals';

const announcement = signal('');

/** Tells screen readers what has happened. Sighted people see it where it happens. */
export function announce(text: string): void {
  // The same text a second time is another event: a space makes it a change of the region.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}

/** The live region of the page. It is there before anything is announced. */
export function Announcer() {
  return (
    <div role="status" aria-live="polite" class="sr-only">
      {announcement}
    </div>
  );
}
