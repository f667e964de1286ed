/** A colour of the theme. */
export type LineColour = 'success' | 'warning' | 'error' | 'info' | 'primary' | 'accent' | 'base-content';

const STROKES: Record<LineColour, string> = {
  success: 'stroke-success',
  warning: 'stroke-warning',
  error: 'stroke-error',
  info: 'stroke-info',
  primary: 'stroke-primary',
  accent: 'stroke-accent',
  'base-content': 'stroke-base-content',
};

/** The sample of a line in a legend. */
export function Swatch({ colour, dash = [] }: { colour: LineColour; dash?: readonly number[] | undefined }) {
  return (
    <svg viewBox="0 0 24 8" class="h-2 w-6 shrink-0" aria-hidden="true">
      <path d="M0 4h24" class={`${STROKES[colour]} stroke-2`} stroke-dasharray={dash.join(' ')} />
    </svg>
  );
}

/** The colour as the present theme has it, for a canvas. */
export function colourOf(colour: LineColour, opacity = 1): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--color-${colour}`).trim();
  return opacity === 1 ? value : `color-mix(in srgb, ${value} ${100 * opacity}%, transparent)`;
}
