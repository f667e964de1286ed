import { ConfigurationError } from '../../config/configuration-error.ts';
import { listedParameter } from '../../domain/webhook-subscription.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import {
  addressKeyParameter,
  formerSigningKeysParameter,
  KEY_SETS,
  signingPlace,
  verifiersOf,
} from '../operator/keys/parameters.ts';
import { webhooksParameter } from '../operator/webhooks/parameter.ts';
import type { Layout } from './layout.ts';
import { shardsParameter, treasuryPasswordParameter } from './parameters.ts';
import { type Deployable, orchestrator, serverless, shard } from './services.ts';
import { stackExists, tablesOf } from './stacks.ts';
import { step } from './steps.ts';
import { deleteTable, isProtected, type TableRef, unprotect } from './tables.ts';

/**
 * Removes a stage: the orchestrator, the shards, the parameters. The layout is deleted last, so
 * that a removal that failed can be repeated.
 * @param includeProtected also delete tables that are protected from deletion, with all money in
 * them
 * @throws ConfigurationError, before anything is removed, if tables are protected
 * @throws StepError
 */
export async function removeStage(layout: Layout, includeProtected: boolean): Promise<void> {
  const { stage, region, shards } = layout;
  const targets = [
    // No function runs while a stack is removed, so the addresses do not matter.
    orchestrator(
      layout,
      shards.map((_, n) => `https://shard-${n}.invalid`),
    ),
    ...shards.map((_, n) => shard(stage, shards, n)),
  ];
  const tables = await step('check for protected tables', () => tablesToRemove(targets, includeProtected));
  for (const target of targets) {
    await step(`remove ${target.title}`, () => removeStack(target, tables.get(target) ?? []));
  }
  await step('remove the parameters', async () => {
    const parameters = new ParameterStore();
    for (const name of KEY_SETS) {
      for (const { place } of verifiersOf(name, layout, shards)) await parameters.remove(place);
      await parameters.remove(signingPlace(name, layout));
    }
    await parameters.remove({ name: formerSigningKeysParameter(stage), region });
    await parameters.remove({ name: treasuryPasswordParameter(stage), region });
    await parameters.remove({ name: addressKeyParameter(stage), region });
    await parameters.remove({ name: webhooksParameter(stage), region });
    await parameters.remove({ name: listedParameter(webhooksParameter(stage)), region });
    await parameters.remove({ name: shardsParameter(stage), region });
  });
}

/**
 * The tables of every stack.
 * @throws ConfigurationError if one is protected and `includeProtected` is not set
 */
async function tablesToRemove(targets: readonly Deployable[], includeProtected: boolean) {
  const tables = new Map<Deployable, TableRef[]>();
  const protectedTables: string[] = [];
  for (const target of targets) {
    const { region } = target;
    const places = (await tablesOf(target)).map((table) => ({ table, region }));
    tables.set(target, places);
    for (const place of places) if (await isProtected(place)) protectedTables.push(place.table);
  }
  if (protectedTables.length > 0 && !includeProtected) {
    throw new ConfigurationError([
      ...protectedTables.map((table) => `table ${table} is protected from deletion`),
      'nothing was removed: use --include-protected to delete these tables with everything in them',
    ]);
  }
  return tables;
}

async function removeStack(target: Deployable, tables: readonly TableRef[]): Promise<void> {
  for (const place of tables) if (await isProtected(place)) await unprotect(place);
  if (await stackExists(target)) await serverless('remove', target);
  // A stack retains the tables that declare it.
  for (const place of tables) await deleteTable(place);
}
