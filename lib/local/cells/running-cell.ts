import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endpoint } from '../aws/endpoint.ts';
import { serveInProcess } from '../aws/in-process.ts';
import { dynamodbIntegration } from '../aws/step-functions/dynamodb-integration.ts';
import { embeddedDynamodb } from '../aws/step-functions/embedded-dynamodb.ts';
import { openCloud } from '../cloud/cloud.ts';
import { createTables } from '../database/foreign-tables.ts';
import { openStore } from '../database/store.ts';
import { takeOverStoredFiles } from '../database/stored-files-takeover.ts';
import { Functions } from '../functions/functions.ts';
import { startSchedules } from '../functions/schedules.ts';
import { listen } from '../gateway/listen.ts';
import { takeOverIntents } from '../streams/intents-takeover.ts';
import type { CellSettings, Placed } from './cell-settings.ts';
import { MidTransfer } from './mid-transfer.ts';
import { migrateTables } from './migrate.ts';
import { Outages, type Part } from './outages.ts';
import { openTreasuries, prepareTreasury } from './treasury.ts';

/** A cell in this process, whose HTTP API is still closed. */
export interface RunningCell {
  /** Where the wallets are. Only the orchestrator knows. */
  readonly placed: Placed | undefined;
  /** Creates the treasury's wallets in these currencies, which belong on this shard. */
  readonly openTreasuries: (codes: readonly string[]) => Promise<void>;
  /** Opens the HTTP API. The bundles of all functions must be there. */
  readonly open: () => Promise<void>;
  /** Loads bundles again, which are named relative to their folder. */
  readonly reload: (bundles: readonly string[]) => void;
  /** Takes a part out of reach for a time. */
  readonly fail: (part: Part, ms: number) => void;
  /** Ends this process as a crash would, when the next transfer is decided and not settled. */
  readonly dieInMidTransfer: () => void;
}

/**
 * Runs a cell in this process: its database, the emulators that it needs, its functions and its
 * HTTP API. Only what belongs to another cell, and what this machine calls from outside, goes over
 * a socket.
 * @param say takes a line about each failure
 * @throws Error if the data is in use by another process, or a state machine is wrong
 */
export async function runCell(settings: CellSettings, say: (line: string) => void): Promise<RunningCell> {
  const { service, endpointPort, secret, database } = settings;
  const tables = service.tables.map(({ definition }) => definition);
  const store = await openStore({
    path: settings.folder,
    tables: database === undefined ? tables : [],
    streams: service.streams,
    flush: settings.flush,
  });
  // Only the cell with the state machines had such files, below the folder of all cells.
  if (settings.folder !== undefined && service.stateMachines.length > 0)
    await takeOverStoredFiles(store, path.dirname(settings.folder));
  const outages = new Outages();
  const databaseOperations = outages.interrupting('database', store.operations);
  const functions = new Functions(settings.bundles, service.offline);
  const { invoke } = functions;
  const midTransfer = new MidTransfer(service.functions, invoke);
  const dynamodb = database === undefined ? embeddedDynamodb(databaseOperations) : dynamodbIntegration(database);
  const changes = service.streams.map((mapping) => store.changes(mapping));
  const cloud = await openCloud({
    ...settings,
    tasks: { invoke: midTransfer.invoke, dynamodb },
    changes,
    values: (namespace) => store.values(namespace),
    say,
  });
  const operations = {
    ...(database === undefined && databaseOperations),
    ...cloud.operations,
    ...outages.interrupting('executions', cloud.executions),
  };
  const emulators = endpoint({ secret, operations, invoke });
  emulators.listen(endpointPort, '127.0.0.1');
  await once(emulators, 'listening');
  serveInProcess(endpointPort, operations);
  if (database !== undefined) {
    const arns = await createTables(database, service.tables);
    // Most starts need nothing of it.
    const { followForeignStreams } = await import('../streams/foreign-streams.ts');
    await followForeignStreams({
      database,
      arns,
      logs: changes,
      values: (namespace) => store.values(namespace),
      nextPlace: () => store.nextPlace(),
      retries: { pause: delay, random: Math.random, say },
    });
  }
  await takeOverIntents(store.values('stream'), changes, { read: dynamodb, nextPlace: () => store.nextPlace() });
  const placed = await prepareTreasury(settings);
  await migrateTables(settings);
  return {
    placed,
    openTreasuries: (codes) => openTreasuries(settings, codes),
    async open() {
      const { listen: address, pages } = settings;
      await listen(address, {
        functions: service.functions,
        invoke,
        pages,
        load: cloud.load,
        losesReplies: () => outages.has('replies'),
        say,
      });
      startSchedules(service.offline, invoke, say);
      cloud.start();
    },
    reload: (bundles) => functions.reload(bundles),
    fail(part, ms) {
      outages.begin(part, ms);
      if (part === 'executions') cloud.forget();
    },
    dieInMidTransfer: () => midTransfer.arm(),
  };
}
