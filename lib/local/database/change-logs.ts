import type { StreamMapping } from '../template/stream-mapping.ts';
import type { TableDefinition } from '../template/template.ts';
import { ChangeLog, type LogStorage, logName } from './change-log.ts';
import type { Write } from './memory-dynamodb.ts';
import { schemaOf } from './schema.ts';
import { type Place, recordOf, type StreamForm } from './stream-record.ts';

/** Digits of a sequence number: those of DynamoDB, so that its order is that of its texts. */
const DIGITS = 21;

/** The streams of tables: one log for each mapping that reads one. */
export class ChangeLogs {
  readonly #storage: LogStorage;
  readonly #forms = new Map<string, StreamForm>();
  readonly #logs = new Map<string, ChangeLog>();
  readonly #byTable = new Map<string, ChangeLog[]>();
  /** Numbers of a later start are higher, also when nothing is stored. */
  #last = Date.now() * 1_000;

  /** @param definitions of all tables; those with a StreamSpecification have a stream */
  constructor(definitions: readonly TableDefinition[], storage: LogStorage = undefined) {
    this.#storage = storage;
    for (const definition of definitions) {
      const view = definition.StreamSpecification?.StreamViewType;
      if (view) this.#forms.set(definition.TableName, { key: schemaOf(definition).key, view });
    }
  }

  /** The log of a mapping. It has the changes from its first call on. */
  of(mapping: StreamMapping): ChangeLog {
    const name = logName(mapping);
    const found = this.#logs.get(name);
    if (found) return found;
    const log = new ChangeLog(mapping, this.#storage);
    this.#logs.set(name, log);
    this.#byTable.set(mapping.table, [...(this.#byTable.get(mapping.table) ?? []), log]);
    return log;
  }

  /** A log by its name. */
  named(name: string): ChangeLog | undefined {
    return this.#logs.get(name);
  }

  /** Adds the change of a write to the logs of its table. */
  append(write: Pick<Write, 'table' | 'before' | 'after'>): void {
    const logs = this.#byTable.get(write.table);
    const form = this.#forms.get(write.table);
    if (!logs || !form) return;
    const record = recordOf(write, form, this.nextPlace());
    if (record) for (const log of logs) log.append(record);
  }

  /** The place behind all other changes, of this start and the earlier ones. */
  nextPlace(): Place {
    this.#last += 1;
    return { at: Date.now(), sequenceNumber: String(this.#last).padStart(DIGITS, '0') };
  }

  /** Lets the next place be behind this sequence number. */
  after(sequenceNumber: string): void {
    this.#last = Math.max(this.#last, Number(sequenceNumber));
  }
}
