import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { startProgram } from './program.ts';

/** A stack that `npm start` runs, as the tests need it. */
export const RunningStack = z.object({
  url: z.string(),
  /** Its data folder, for the operators' program. */
  data: z.string(),
  treasuryPassword: z.string(),
});
export type RunningStack = z.infer<typeof RunningStack>;

interface StartedStack extends RunningStack {
  /** What its start took. */
  readonly seconds: number;
  readonly stop: () => Promise<void>;
}

/** The variable in which a running stack goes to the tests. */
export const STACK_VARIABLE = 'MIB_BROWSER_STACK';

/** The shards of each stack. */
export const SHARDS = 2;

/**
 * Runs `npm start` on free ports, in a data folder of its own: the operators' program finds the stack
 * by its folder.
 * @param variables such as limits
 */
export async function startStack(variables: NodeJS.ProcessEnv = {}): Promise<StartedStack> {
  const data = await mkdtemp(path.join(tmpdir(), 'mib-browser-'));
  const [port, ...shards] = await freePorts(1 + SHARDS);
  const treasuryPassword = 'money for the browser';
  const argv = ['--import', './lib/local/processes/compile-cache.mjs', 'lib/local/start.ts'];
  const flags = ['--data', data, '--address', `localhost:${port}`, '--shard-ports', shards.join(',')];
  const env = { ...process.env, TREASURY_PASSWORD: treasuryPassword, PASSWORD_COST: '4', ...variables };
  const program = await startProgram([...argv, ...flags], /^mib is ready after ([\d.]+) s/, env);
  const stop = async () => {
    await program.stop();
    await rm(data, { recursive: true });
  };
  return { url: `http://localhost:${port}`, data, treasuryPassword, seconds: Number(program.ready[1]), stop };
}

/** The login of the treasury, and the wallet from which all money comes. */
export const BANK = TREASURY;
