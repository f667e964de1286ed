import { RULE_TEXTS } from '../texts/fields.ts';
import { CHECKS } from './field-rules.ts';

/** Every status, in the order in which a list of choices has them. */
export const STATUSES = ['PENDING', 'PROCESSING', 'SUCCESSFUL', 'INVALID', 'FAILED'] as const;
export type ListedStatus = (typeof STATUSES)[number];

/** What a list of transfers shows, and in which order. An absent member selects all. */
export interface ListFilters {
  /** None selects all. */
  readonly statuses: readonly ListedStatus[];
  /** Initiated at this time or later: RFC 3339 with an offset. */
  readonly from?: string | undefined;
  /** Initiated before this time. */
  readonly to?: string | undefined;
  /** Exactly this reference. */
  readonly reference?: string | undefined;
  /** The newest first, unless the person chooses the oldest. */
  readonly order: 'asc' | 'desc';
}

/** The filters of an address, and the rule that each other part of its query breaks. */
export interface ReadFilters {
  readonly filters: ListFilters;
  readonly broken: Partial<Record<'status' | 'from' | 'to' | 'reference' | 'order', string>>;
}

export const NO_FILTERS: ListFilters = { statuses: [], order: 'desc' };

const NAMES = ['status', 'from', 'to', 'reference', 'order'] as const;
type Name = (typeof NAMES)[number];

// Only what the API reads too. Whether the time exists is checked beside the pattern.
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const CHECK_OF: Record<Name, (text: string) => string | undefined> = {
  status: (text) => (listedIn(text) ? undefined : RULE_TEXTS.statuses(STATUSES)),
  from: (text) => (isTime(text) ? undefined : RULE_TEXTS.time),
  to: (text) => (isTime(text) ? undefined : RULE_TEXTS.time),
  reference: CHECKS.reference,
  order: (text) => (text === 'asc' || text === 'desc' ? undefined : RULE_TEXTS.order),
};

/**
 * The filters in the query of an address. A part that breaks its rule filters nothing. Other
 * parameters are ignored.
 * @param search such as `?status=SUCCESSFUL&order=asc`
 */
export function readFilters(search: string): ReadFilters {
  const query = new URLSearchParams(search);
  const good: Partial<Record<Name, string>> = {};
  const broken: ReadFilters['broken'] = {};
  for (const name of NAMES) {
    const [text = '', ...more] = query.getAll(name);
    if (text === '' && more.length === 0) continue;
    const rule = more.length > 0 ? RULE_TEXTS.twice : CHECK_OF[name](text);
    if (rule === undefined) good[name] = text;
    else broken[name] = rule;
  }
  if (good.from !== undefined && good.to !== undefined && Date.parse(good.from) >= Date.parse(good.to)) {
    broken.to = RULE_TEXTS.timeOrder;
    delete good.to;
  }
  const { status, from, to, reference, order } = good;
  return {
    filters: {
      statuses: listedIn(status ?? '') ?? [],
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(reference !== undefined && { reference: reference.normalize('NFC') }),
      order: order === 'asc' ? 'asc' : 'desc',
    },
    broken,
  };
}

/** The query of the list's address: empty without filters, or from its question mark on. */
export function searchOf({ statuses, from, to, reference, order }: ListFilters): string {
  const query = new URLSearchParams({
    ...(statuses.length > 0 && { status: inOrder(statuses).join(',') }),
    ...(from && { from }),
    ...(to && { to }),
    ...(reference && { reference }),
    ...(order === 'asc' && { order }),
  });
  // A comma is no delimiter of a query, and is easier to read.
  const text = query.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** The same filters as a query of the API, for `client.transactions` and `client.exportCsv`. */
export function apiQuery({ statuses, from, to, reference, order }: ListFilters) {
  return {
    ...(statuses.length > 0 && { status: inOrder(statuses).join(',') }),
    ...(from && { from }),
    ...(to && { to }),
    ...(reference && { reference }),
    order,
  };
}

function inOrder(statuses: readonly ListedStatus[]): ListedStatus[] {
  return STATUSES.filter((status) => statuses.includes(status));
}

function listedIn(text: string): ListedStatus[] | undefined {
  const names = text.split(',');
  const known = STATUSES.filter((status) => names.includes(status));
  return known.length > 0 && known.length === names.length ? known : undefined;
}

/** Whether a text is a time as the API reads it: RFC 3339, of a day that the calendar has. */
export function isTime(text: string): boolean {
  const [, local = ''] = TIME.exec(text) ?? [];
  if (local === '' || Number.isNaN(Date.parse(text))) return false;
  // Date.parse takes February 30 for March 2.
  return new Date(`${local}Z`).toISOString().startsWith(local);
}
