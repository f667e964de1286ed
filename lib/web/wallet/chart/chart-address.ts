import { CHART } from '../../texts/chart.ts';
import { RULE_TEXTS } from '../../texts/fields.ts';
import { isTime } from '../filters.ts';
import { type Span, spanOf } from './spans.ts';

/** What the address of the chart says. */
export interface ChartAddress {
  readonly span: Span;
  /** The time of the balance in words, as RFC 3339. Undefined: now. */
  readonly at?: string | undefined;
  /** The rule that the time breaks. */
  readonly broken?: string | undefined;
}

/** Clocks may differ so much. The API takes a time that is a little ahead for now. */
const AHEAD_MS = 10_000;

/** @param search such as `?span=week&at=2026-11-23T08:30:00Z` */
export function readChartAddress(search: string, now: number): ChartAddress {
  const query = new URLSearchParams(search);
  const span = spanOf(query.get('span') ?? undefined);
  const at = query.get('at') ?? '';
  if (at === '') return { span };
  if (!isTime(at)) return { span, broken: RULE_TEXTS.time };
  return Date.parse(at) > now + AHEAD_MS ? { span, broken: CHART.future } : { span, at };
}

/** The query of the chart's address. A month until now is the address without a query. */
export function chartSearch({ span, at }: ChartAddress): string {
  const query = new URLSearchParams({ ...(span !== 'month' && { span }), ...(at !== undefined && { at }) });
  return query.size === 0 ? '' : `?${query}`;
}
