import { UI } from '../texts/ui.ts';

/** The first stop of the keyboard: it leads past header and navigation to `#content`. */
export function SkipLink() {
  return (
    <a
      href="#content"
      class="btn btn-primary sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
    >
      {UI.skip}
    </a>
  );
}
