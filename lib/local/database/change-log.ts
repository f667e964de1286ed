import { matches } from '../template/event-pattern.ts';
import type { StreamMapping } from '../template/stream-mapping.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Change } from './level.ts';
import { storeKey } from './store-keys.ts';
import type { StreamRecord } from './stream-record.ts';

/** Where changes are stored. Undefined: in memory only. */
export type LogStorage = Pick<GroupCommit<Change>, 'add' | 'settled'> | undefined;

/**
 * The changes of a table that match a mapping's filter and that its function has not taken yet, in
 * the order of the writes. Others are not stored. A change that is taken is deleted, so that the log
 * stays small.
 */
export class ChangeLog {
  readonly mapping: StreamMapping;
  readonly #storage: LogStorage;
  readonly #waiting: StreamRecord[] = [];
  #listener: () => void = () => undefined;

  constructor(mapping: StreamMapping, storage: LogStorage) {
    this.mapping = mapping;
    this.#storage = storage;
  }

  /** The changes that are stored, the oldest first. A function never gets one that a kill could undo. */
  get waiting(): readonly StreamRecord[] {
    return this.#waiting;
  }

  /** Calls the listener after each new change. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Stores a change behind the earlier ones, together with what else is written in this turn. */
  append(record: StreamRecord): void {
    if (!this.mapping.patterns.some((pattern) => matches(pattern, record))) return;
    this.#storage?.add({ type: 'put', key: this.#key(record), value: JSON.stringify(record) });
    const stored = this.#storage?.settled();
    // A change that cannot be stored is never shown: the process gives up.
    if (stored) void stored.then(() => this.restore(record)).catch(() => undefined);
    else this.restore(record);
  }

  /** Adds a change that is stored already. */
  restore(record: StreamRecord): void {
    this.#waiting.push(record);
    this.#listener();
  }

  /** Deletes the oldest changes. After a kill some of them may be there again. */
  taken(count: number): void {
    for (const record of this.#waiting.splice(0, count)) this.#storage?.add({ type: 'del', key: this.#key(record) });
  }

  #key({ dynamodb }: StreamRecord): string {
    return storeKey('change', logName(this.mapping), dynamodb.SequenceNumber);
  }
}

/** The name of a mapping's log in a store. */
export function logName({ table, functionName }: Pick<StreamMapping, 'table' | 'functionName'>): string {
  return `${table}/${functionName}`;
}
