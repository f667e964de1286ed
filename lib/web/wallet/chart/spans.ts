const DAY_MS = 24 * 60 * 60_000;

/** The spans of time that a chart can show, in the order of their buttons. */
export const SPANS = ['day', 'week', 'month', 'all'] as const;
export type Span = (typeof SPANS)[number];

const LENGTHS: Readonly<Record<Exclude<Span, 'all'>, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

/** The span of this name in an address, or a month. */
export function spanOf(name: string | undefined): Span {
  return SPANS.find((span) => span === name) ?? 'month';
}

/** When a span begins, in ms since 1970. Undefined: with the first entry. */
export function startOf(span: Span, now: number): number | undefined {
  return span === 'all' ? undefined : now - LENGTHS[span];
}
