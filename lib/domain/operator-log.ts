import { createHash } from 'node:crypto';

/** What an operator is about to do. It is logged before anything changes. */
export interface Intent {
  readonly kind: 'intent';
  /** As it is typed, for example `wallets freeze`. */
  readonly command: string;
  /** By name, without secrets. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** How that ended. It is logged afterwards. */
export interface Outcome {
  readonly kind: 'outcome';
  /** The `seq` of the intent. */
  readonly of: number;
  readonly result: 'done' | 'failed';
  /** Why it failed, or what an operator should know of its result. */
  readonly detail?: string | undefined;
}

/** An entry of the operator log. Entries are numbered from 1 without a gap. */
export type OperatorLogEntry = (Intent | Outcome) & {
  readonly seq: number;
  /** A ULID: it tells a repeated write from that of another operator. */
  readonly id: string;
  /** Ms since 1970, by the clock of the operator's machine. */
  readonly at: number;
  /** The ARN of an identity of AWS; on a local stage the name of the user. */
  readonly by: string;
  /** The hash of the entry before. */
  readonly previous: string;
  /** SHA-256 in base64url: `operatorEntryHash`. */
  readonly hash: string;
};

/** Where the chain goes on: the entry before, or `NO_ENTRY` before the first. */
export type EntryBefore = Pick<OperatorLogEntry, 'seq' | 'hash'>;

/** What stands before the first entry. */
export const NO_ENTRY: EntryBefore = { seq: 0, hash: Buffer.alloc(32).toString('base64url') };

/** SHA-256 over every member of the entry but the hash, in base64url. The order of the members is fixed. */
export function operatorEntryHash(entry: Unhashed): string {
  const { seq, id, at, by, previous } = entry;
  const act =
    entry.kind === 'intent'
      ? [entry.kind, entry.command, Object.entries(entry.arguments).sort(byName), entry.reason]
      : [entry.kind, entry.of, entry.result, entry.detail ?? null];
  return createHash('sha256')
    .update(JSON.stringify([previous, seq, id, at, by, ...act]))
    .digest('base64url');
}

type Unhashed = (Intent | Outcome) & Omit<OperatorLogEntry, 'kind' | 'hash'>;

/** The entry that follows another one. */
export function entryFollowing(
  before: EntryBefore,
  act: Intent | Outcome,
  { id, at, by }: Pick<OperatorLogEntry, 'id' | 'at' | 'by'>,
): OperatorLogEntry {
  const entry: Unhashed = { ...act, id, at, by, seq: before.seq + 1, previous: before.hash };
  return { ...entry, hash: operatorEntryHash(entry) };
}

/** The entries of a log, as they are read or all of them. */
type Entries = AsyncIterable<OperatorLogEntry> | Iterable<OperatorLogEntry>;

/** What the entries of a log prove. */
export interface OperatorLogCheck {
  readonly verified: boolean;
  readonly entries: number;
  /** The hash of the last entry that is as it was written. Who notes it elsewhere can ask for it later. */
  readonly head: string;
  /** The first place where the chain breaks. */
  readonly broken?: { readonly seq: number; readonly detail: string };
}

/**
 * Follows the chain from the first entry.
 * @param entries the oldest first
 * @param noted a hash that was the head once, and has to be in the chain
 */
export async function checkOperatorLog(entries: Entries, noted?: string): Promise<OperatorLogCheck> {
  let before = NO_ENTRY;
  let isNoted = noted === undefined;
  for await (const entry of entries) {
    const detail = breakIn(before, entry);
    if (detail !== undefined)
      return { verified: false, entries: before.seq, head: before.hash, broken: { seq: before.seq + 1, detail } };
    isNoted ||= entry.hash === noted;
    before = entry;
  }
  const checked = { entries: before.seq, head: before.hash };
  if (isNoted) return { verified: true, ...checked };
  const detail = `no entry has the hash ${noted}: entries were removed from the end, or written anew`;
  return { verified: false, ...checked, broken: { seq: before.seq + 1, detail } };
}

function breakIn(before: EntryBefore, entry: OperatorLogEntry): string | undefined {
  if (entry.seq !== before.seq + 1) return `entry ${before.seq + 1} is missing`;
  if (entry.previous !== before.hash) return `entry ${entry.seq} does not follow the entry before it`;
  if (operatorEntryHash(entry) !== entry.hash) return `entry ${entry.seq} is not what was written`;
  return undefined;
}

/** An intent with its outcome. Without one the command is still running, or was stopped between the two. */
export interface OperatorAct {
  readonly intent: OperatorLogEntry & Intent;
  readonly outcome?: OperatorLogEntry & Outcome;
}

/** Which acts of a log are asked for. */
export interface ActFilter {
  /** Ms since 1970; `until` is excluded. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** A part of the operator's name, whatever its letters' case. */
  readonly by?: string | undefined;
  /** The first words of the command. */
  readonly command?: string | undefined;
}

/**
 * The newest acts that pass the filter, the newest first.
 * @param entries the oldest first
 */
export async function newestActs(
  entries: Entries,
  { since = 0, until = Number.POSITIVE_INFINITY, by = '', command = '' }: ActFilter,
  limit: number,
): Promise<OperatorAct[]> {
  const acts = new Map<number, OperatorAct>();
  for await (const entry of entries) {
    if (entry.kind === 'outcome') {
      const act = acts.get(entry.of);
      if (act) acts.set(entry.of, { ...act, outcome: entry });
      continue;
    }
    const passes =
      entry.at >= since &&
      entry.at < until &&
      entry.by.toLowerCase().includes(by.toLowerCase()) &&
      `${entry.command} `.startsWith(command === '' ? '' : `${command} `);
    if (!passes) continue;
    acts.set(entry.seq, { intent: entry });
    const [oldest] = acts.keys();
    if (acts.size > limit && oldest !== undefined) acts.delete(oldest);
  }
  return [...acts.values()].reverse();
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
