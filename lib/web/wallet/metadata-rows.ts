import type { Metadata } from 'mib/client';
import { RULE_TEXTS } from '../texts/fields.ts';
import { LABELS } from '../texts/labels.ts';
import { CHECKS } from './field-rules.ts';

/** The most keys of metadata. A test keeps this and the size equal to the rules of the API. */
export const MAX_ROWS = 16;
export const MAX_BYTES = 2_048;

/** A key and its value, as a person types them. */
export interface MetadataRow {
  readonly key: string;
  readonly value: string;
}

/** The rule that each field breaks. `key.2` is the key of the third row. */
export type BrokenRows = { readonly [field in `key.${number}` | `value.${number}`]?: string };

/** Metadata as rows, in the order of the keys. */
export function rowsOf(metadata: Metadata = {}): MetadataRow[] {
  return Object.entries(metadata).map(([key, value]) => ({ key, value }));
}

/** The rows in a stored list; none if it is no list. */
export function rowsIn(json: string): MetadataRow[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.slice(0, MAX_ROWS).map(rowIn) : [];
  } catch {
    return [];
  }
}

function rowIn(stored: unknown): MetadataRow {
  const { key = '', value = '' } = Object(stored);
  return { key: String(key), value: String(value) };
}

/** The metadata of rows. A row without texts is none. Undefined if there is no other. */
export function metadataOf(rows: readonly MetadataRow[] = []): Metadata | undefined {
  const filled = rows.filter(isFilled);
  return filled.length === 0 ? undefined : Object.fromEntries(filled.map(({ key, value }) => [key, value]));
}

/** The change that makes the rows of the metadata before. Undefined if they are the same. */
export function changeOf(
  before: Metadata = {},
  rows: readonly MetadataRow[],
): Record<string, string | null> | undefined {
  const after = new Map(rows.filter(isFilled).map(({ key, value }) => [key, value]));
  const old = new Map(Object.entries(before));
  const set = [...after].filter(([key, value]) => old.get(key) !== value);
  const removed = [...old.keys()].filter((key) => !after.has(key)).map((key) => [key, null] as const);
  return set.length + removed.length === 0 ? undefined : Object.fromEntries([...removed, ...set]);
}

/** The rule that each field of the rows breaks. */
export function brokenRows(rows: readonly MetadataRow[] = []): BrokenRows {
  const broken: Record<string, string | undefined> = {};
  let bytes = 0;
  for (const [n, { key, value }] of rows.entries()) {
    if (!isFilled({ key, value })) continue;
    bytes += new TextEncoder().encode(key + value).length;
    const isTwice = rows.findIndex((row) => row.key === key) < n;
    broken[`key.${n}`] = CHECKS.metadataKey(key) ?? (isTwice ? LABELS.rules.twice : undefined);
    broken[`value.${n}`] = value === '' ? RULE_TEXTS.required : CHECKS.metadataValue(value);
    if (bytes > MAX_BYTES) broken[`value.${n}`] ??= LABELS.rules.bytes;
  }
  return Object.fromEntries(Object.entries(broken).filter(([, rule]) => rule !== undefined));
}

function isFilled({ key, value }: MetadataRow): boolean {
  return key !== '' || value !== '';
}
