import { type Operation, ServiceError } from '../aws/aws-json.ts';
import { Json } from '../aws/json.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { StreamMapping } from '../template/stream-mapping.ts';
import type { TableDefinition } from '../template/template.ts';
import type { ChangeLog } from './change-log.ts';
import { ChangeLogs } from './change-logs.ts';
import { takeOverDynalite } from './dynalite-takeover.ts';
import { GroupCommit } from './group-commit.ts';
import { type Change, type Level, openLevel, writeTogether } from './level.ts';
import { MemoryDynamoDB } from './memory-dynamodb.ts';
import { itemKey, keysOf, namesIn, storeKey } from './store-keys.ts';
import { storedTables } from './stored-tables.ts';
import type { Place, StreamRecord } from './stream-record.ts';
import { readItem } from './values/values.ts';

/** What a cell stores on this machine: the tables of its database, and small values by name. */
export interface Store {
  /**
   * DynamoDB's operations by target (`DynamoDB_20120810.UpdateItem`, …). Input and result are
   * DynamoDB's JSON. A result is given when it is stored. It shares its parts with what is stored,
   * so callers must not change it.
   */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The small values of a namespace. */
  values(namespace: string): StoredValues;
  /**
   * The changes that the function of a mapping has not taken yet. A change is stored in one step with
   * its write.
   */
  changes(mapping: StreamMapping): ChangeLog;
  /** The place of a change that is appended to a log from elsewhere. */
  nextPlace(): Place;
  /** Resolves when everything is stored and the folder is free for another process. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** The folder, created if it is missing; undefined to store in memory only. */
  readonly path: string | undefined;
  /**
   * These tables exist from the start. Their indexes are those of these definitions, whatever was
   * stored before.
   */
  readonly tables: readonly TableDefinition[];
  /** The mappings whose functions get changes of tables; none by default. */
  readonly streams?: readonly StreamMapping[];
  /**
   * `system`: an acknowledged write survives a kill of the process. `disk`: it survives a loss of power
   * too, and each group of writes waits for the disk.
   */
  readonly flush: 'system' | 'disk';
  /**
   * Called once if a write to the folder fails. From then on every operation fails, because the
   * memory is ahead of the folder. By default the process says so and exits.
   */
  readonly onFailure?: (error: unknown) => void;
}

const TARGET = 'DynamoDB_20120810';

/**
 * Opens a store. Everything is in memory, and each change is written to the folder before it is
 * acknowledged. A folder of dynalite is taken over.
 * @throws FolderInUse if another process has the folder open
 * @throws Error if a table has another key in the folder
 */
export async function openStore({ path, tables, streams = [], flush, ...options }: StoreOptions): Promise<Store> {
  const level = path === undefined ? undefined : await openLevel(path);
  try {
    if (level) await takeOverDynalite(level);
    const { onFailure = (error: unknown) => giveUp(path, error) } = options;
    return await OpenStore.open(level, tables, streams, flush === 'disk', onFailure);
  } catch (error) {
    await level?.close();
    throw error;
  }
}

class OpenStore implements Store {
  readonly operations: Store['operations'];
  readonly #level: Level | undefined;
  readonly #commit: GroupCommit<Change> | undefined;
  readonly #database: MemoryDynamoDB;
  readonly #changes: ChangeLogs;
  readonly #values = new Map<string, Map<string, Json>>();
  #failure: { readonly error: unknown } | undefined;

  private constructor(
    level: Level | undefined,
    tables: readonly TableDefinition[],
    streams: readonly StreamMapping[],
    sync: boolean,
    onFailure: (error: unknown) => void,
  ) {
    this.#level = level;
    this.#commit =
      level &&
      new GroupCommit(
        (changes) => writeTogether(level, changes, sync),
        (error) => {
          this.#failure = { error };
          onFailure(error);
        },
      );
    this.#changes = new ChangeLogs(tables, this.#commit);
    for (const mapping of streams) this.#changes.of(mapping);
    this.#database = new MemoryDynamoDB(
      tables,
      (write) => {
        this.#change(itemKey(write.table, write.key), write.after);
        this.#changes.append(write);
      },
      (definition) => this.#change(storeKey('table', definition.TableName), definition),
    );
    this.operations = Object.fromEntries(
      this.#database.operations.map((name) => [
        `${TARGET}.${name}`,
        (input: unknown) => this.#run(() => this.#database.execute(name, input)),
      ]),
    );
  }

  static async open(
    level: Level | undefined,
    tables: readonly TableDefinition[],
    streams: readonly StreamMapping[],
    sync: boolean,
    onFailure: (error: unknown) => void,
  ): Promise<OpenStore> {
    if (!level) return new OpenStore(level, tables, streams, sync, onFailure);
    const store = new OpenStore(level, await storedTables(level, tables), streams, sync, onFailure);
    for await (const [key, value] of level.iterator(keysOf('item')))
      store.#database.load(namesIn(key)[0], readItem(JSON.parse(value), key));
    for await (const [key, value] of level.iterator(keysOf('value'))) {
      const [namespace, name] = namesIn(key);
      store.#namespace(namespace).set(name, Json.parse(JSON.parse(value)));
    }
    for await (const [key, value] of level.iterator(keysOf('change'))) store.#restore(key, value);
    return store;
  }

  changes(mapping: StreamMapping): ChangeLog {
    return this.#changes.of(mapping);
  }

  nextPlace(): Place {
    return this.#changes.nextPlace();
  }

  values(namespace: string): StoredValues {
    const values = this.#namespace(namespace);
    const change = async (name: string, value: Json | undefined) => {
      if (this.#failure) throw notStored(this.#failure.error);
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      this.#change(storeKey('value', namespace, name), value);
      await this.#commit?.settled();
    };
    return {
      put: (name, value) => change(name, value),
      remove: (name) => change(name, undefined),
      all: async () => {
        const all = [...values];
        await this.#commit?.settled();
        return all;
      },
    };
  }

  async close(): Promise<void> {
    await this.#commit?.settled()?.catch(() => {});
    await this.#level?.close();
  }

  #restore(key: string, value: string): void {
    const [log, sequenceNumber] = namesIn(key);
    this.#changes.after(sequenceNumber);
    const record: StreamRecord = JSON.parse(value);
    const found = this.#changes.named(log);
    if (found) found.restore(record);
    // No function gets it any more.
    else this.#change(key, undefined);
  }

  #namespace(namespace: string): Map<string, Json> {
    const values = this.#values.get(namespace) ?? new Map<string, Json>();
    this.#values.set(namespace, values);
    return values;
  }

  #change(key: string, value: unknown): void {
    if (!this.#commit) return;
    this.#commit.add(value === undefined ? { type: 'del', key } : { type: 'put', key, value: JSON.stringify(value) });
  }

  /** Runs an operation. Its result or error is given when everything that it has seen is stored. */
  #run(execute: () => unknown): unknown {
    if (this.#failure) throw notStored(this.#failure.error);
    let outcome: () => unknown;
    try {
      const result = execute();
      outcome = () => result;
    } catch (error) {
      outcome = () => {
        throw error;
      };
    }
    const settled = this.#commit?.settled();
    if (!settled) return outcome();
    return settled.then(outcome, (error: unknown) => {
      throw notStored(error);
    });
  }
}

function notStored(error: unknown): ServiceError {
  const message = `the database cannot be written: ${error instanceof Error ? error.message : error}`;
  return new ServiceError('InternalServerError', message, {}, 500);
}

function giveUp(path: string | undefined, error: unknown): void {
  console.error(`${path} cannot be written, so that this process exits:`, error);
  // The operations that fail now still get their errors.
  setImmediate(() => process.exit(1));
}
