import { setTimeout as pause } from 'node:timers/promises';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { finishableAt, type Growth, movedOf, shardsText } from '../../../domain/growth.ts';
import { auditBooks } from '../../../usecases/audit.ts';
import { finishGrowth, type Unfinished } from '../../../usecases/grow.ts';
import { json } from '../print.ts';
import { progressLine } from './lines.ts';
import type { GrowthStores } from './stores.ts';

/** How often the command looks how far the movers are. */
const LOOK_MS = 1_000;

/**
 * Shows how far the movers are until all wallets are moved, and then finishes the growth. If some wallets are
 * elsewhere then, it follows their moves.
 * @throws ConfigurationError if it is paused, if another one begins, or if it cannot be finished yet
 */
export async function followed(stores: GrowthStores, op: number, asJson: boolean): Promise<void> {
  for (;;) {
    await followedMoves(stores, op, asJson);
    const problems = await problemsAtTheEnd(stores, op, asJson);
    if (problems.length === 0) return sayFinished(stores, asJson);
    if ((await stores.growths.get())?.state !== 'moving') throw notFinished(problems);
    if (!asJson) for (const problem of problems) console.error(problem);
  }
}

/** @throws ConfigurationError if the growth cannot be finished yet */
export async function finished(stores: GrowthStores, asJson: boolean): Promise<void> {
  const problems = await problemsAtTheEnd(stores, undefined, asJson);
  if (problems.length > 0) throw notFinished(problems);
  await sayFinished(stores, asJson);
}

const notFinished = (problems: Unfinished) =>
  new ConfigurationError([...problems, 'the growth is not finished: repeat "shards finish"']);

async function followedMoves({ growths }: GrowthStores, op: number, quiet: boolean): Promise<void> {
  const isTerminal = process.stderr.isTTY === true;
  const startedAt = Date.now();
  let first: Growth | undefined;
  for (;;) {
    const growth = await growths.get();
    if (growth?.op !== op) throw new ConfigurationError(['another growth has begun']);
    first ??= growth;
    if (!quiet) {
      const line = progressLine(growth, { moved: movedOf(growth) - movedOf(first), tookMs: Date.now() - startedAt });
      if (isTerminal) process.stderr.write(`\r\u001b[K${line}`);
      else console.error(line);
    }
    if (growth.state !== 'moving') {
      if (isTerminal && !quiet) process.stderr.write('\n');
      if (growth.state === 'paused') throw new ConfigurationError(['the growth is paused: go on with "shards resume"']);
      return;
    }
    await pause(LOOK_MS);
  }
}

/** @param followed the growth that the command has followed, which another operator may have finished */
async function problemsAtTheEnd(
  stores: GrowthStores,
  followed: number | undefined,
  asJson: boolean,
): Promise<Unfinished> {
  const moved = await stores.growths.get();
  if (moved?.state === 'finished' && moved.op === followed) return [];
  const early = moved?.state === 'moved' ? finishableAt(moved) - Date.now() : 0;
  if (early > 0) {
    if (!asJson) console.error(`requests from before the growth end within ${Math.ceil(early / 1_000)} s`);
    await pause(early);
  }
  const audit = async () => (await auditBooks(stores, Date.now)).balanced;
  return finishGrowth({ ...stores, audit }, Date.now);
}

async function sayFinished({ growths }: GrowthStores, asJson: boolean): Promise<void> {
  const growth = await growths.get();
  if (asJson) json(growth);
  else if (growth) console.log(`finished: the wallets are on ${shardsText(growth.to)}, and the books balance`);
}
