// `npm run test:deploy`: runs the commands that deploy to AWS against an independent emulator on
// this machine.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { runSteps, step } from '../../../lib/cli/deploy/steps.ts';
import { pythonWith } from '../../support/environment/python.ts';
import { WEBHOOK_SECRET } from '../../support/environment/webhook-receiver.ts';
import { MORE_CURRENCIES } from '../../support/plain-currency.ts';
import { Account } from './account.ts';
import { EMULATOR, type Emulator, type RecordedCall, startEmulator } from './emulator.ts';
import { BusListener, WebhookListener } from './events.ts';
import { assertOperatorIssues, assertTreasuryIsOut, logTreasuryIn, takeFaucetAway } from './faucet.ts';
import { copyProject } from './project-copy.ts';
// This process calls the deployment, too.
import './workarounds/localhost-names.mjs';

new Command('npm run test:deploy --')
  .description('Deploys a stage to an emulator of AWS, runs the end-to-end tests there, and removes it (Python 3.10).')
  .parse();

const STAGE = 'deploytest';
const SHARDS = 2;
const MORE_SHARDS = 3;
/**
 * The logs of functions that take messages or the time, and no requests. One that is called during the
 * removal, for example by a delivery that is tried again, makes its log group once more, as in AWS.
 */
const LATE_LOGS =
  /^log group .*-(deliver|deliver_to_users|fan_out|publish|watch_operators|sweep|pay_scheduled|erase_accounts|audit)$/;
const CHANGED_FILE = 'functions/orchestrator/not_found.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

await runSteps(async () => {
  const begun = performance.now();
  const python = await step(`install ${EMULATOR.name} ${EMULATOR.version}`, () =>
    pythonWith(EMULATOR.name, EMULATOR.version),
  );
  const emulator = await step('start the emulator', () => startEmulator(python));
  try {
    const cases = await everything(emulator, copyProject());
    console.log(`${cases.resources}; ${cases.passed} end-to-end cases; ${cases.heard} events`);
    console.log(cases.permissions);
    console.log(`test:deploy took ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    console.log(`${cases.passed} passed, 0 failed`);
  } catch (error) {
    console.error(await emulator.lastLines());
    for (const kind of kindsOf((await emulator.recordedCalls()).filter(({ allowed }) => !allowed)))
      console.error(`denied: ${kind}`);
    throw error;
  } finally {
    await emulator.stop();
  }
});

/** Deploys, tests, changes and removes the copy. */
async function everything({ env: emulated, recordedCalls }: Emulator, folder: string) {
  // The receiver of webhooks is on this machine.
  const env = { ...emulated, ...MORE_CURRENCIES, WEBHOOK_NETWORK: 'any', WEBHOOK_SECRET };
  const account = new Account(env);
  const npm = (script: string, ...flags: string[]) =>
    run(env, folder, 'npm', ['run', '--silent', script, '--', ...flags]);

  await npm('deploy', '--stage', STAGE, '--shards', String(SHARDS));
  const resources = [...(await account.resources())].map(([stack, count]) => `${stack}: ${count} resources`).join(', ');
  const deployed = await whereItIs(account);

  const listener = await step('listen on the bus', () => BusListener.start(account.config, STAGE));
  const webhook = await step('subscribe a webhook', () =>
    WebhookListener.start((url) =>
      npm('operator', '--stage', STAGE, 'webhooks', 'add', 'test', '--url', url, '--reason', 'a test'),
    ),
  );
  const results = path.join(folder, 'results.json');
  const passed = await step('run the end-to-end tests', async () => {
    const jest = [
      'jest',
      '--selectProjects',
      'mib',
      '--testTimeout',
      '120000',
      '--forceExit',
      '--json',
      '--outputFile',
      results,
    ];
    const operated = { ...env, ...deployed, MIB_OPERATOR: operatorIn({ ...env, ...deployed }) };
    await run(operated, folder, 'npx', [...jest, 'test/e2e']);
    const Results = z.object({ numPassedTests: z.number().min(1) });
    return Results.parse(JSON.parse(readFileSync(results, 'utf8'))).numPassedTests;
  });
  const heard = await step('wait for the event of every final transfer', () => listener.hearAll());
  await step('wait for the webhook of every final transfer', () => webhook.hearAll(heard));
  await webhook.stop();
  await listener.stop();
  await step('audit the books', () =>
    run({ ...env, ...deployed }, folder, 'npm', ['run', '--silent', 'operator', '--', '--stage', STAGE, 'audit']),
  );
  const permissions = await step('check that no role was denied a call', async () =>
    onlyAllowed(await recordedCalls()),
  );
  await step('check that fewer shards than the wallets are on are refused', async () => {
    await assert.rejects(npm('deploy', '--stage', STAGE, '--shards', String(SHARDS - 1)));
  });
  const treasury = await step('log the treasury in', () => logTreasuryIn(deployed));
  await step('deploy a changed function and one shard more, and the stage without its faucet', async () => {
    takeFaucetAway(folder, STAGE);
    const file = path.join(folder, CHANGED_FILE);
    const status = async () => (await fetch(`${deployed.MIB_URL}/nowhere`)).status;
    assert.equal(await status(), 404);
    const source = readFileSync(file, 'utf8');
    const changed = source.replace('throw noRoute(', "throw new Error('changed') ?? noRoute(");
    assert.notEqual(changed, source);
    writeFileSync(file, changed);
    await npm('deploy', '--stage', STAGE, '--shards', String(MORE_SHARDS));
    assert.equal(await status(), 500, 'the old function still responds');
  });
  await step('check that the treasury is out, and that an operator issues money', async () => {
    await assertTreasuryIsOut(deployed, treasury);
    await assert.rejects(account.parameter(`/mib/${STAGE}/treasury-password`));
    const operator = ['run', '--silent', 'operator', '--', '--stage', STAGE];
    await assertOperatorIssues(deployed, (...flags) =>
      run({ ...env, ...deployed }, folder, 'npm', [...operator, 'issue', ...flags]),
    );
  });
  await step('move the wallets to the new shard, and check that no role was denied a call', async () => {
    const grown = { ...env, ...deployed, ...(await shardAddresses(account, MORE_SHARDS)) };
    const operator = (...argv: string[]) =>
      run(grown, folder, 'npm', ['run', '--silent', 'operator', '--', '--stage', STAGE, ...argv]);
    await operator('shards', 'grow', '--to', String(MORE_SHARDS), '--per-second', '1000', '--reason', 'a test');
    await operator('verify');
    onlyAllowed(await recordedCalls());
  });
  await npm('remove', '--stage', STAGE);
  await step('check that nothing is left', async () =>
    assert.deepEqual(
      (await account.everything()).filter((one) => !LATE_LOGS.test(one)),
      [],
    ),
  );
  return { passed, heard: heard.size, resources, permissions };
}

/** Asserts that every call was allowed. @returns a summary of the calls */
function onlyAllowed(calls: readonly RecordedCall[]): string {
  assert.deepEqual(kindsOf(calls.filter(({ allowed }) => !allowed)), []);
  const functions = new Set(calls.map(({ by }) => by));
  assert(functions.size > 0, 'no call was recorded: the emulator enforces no roles');
  return `${calls.length} calls by ${functions.size} functions, of ${kindsOf(calls).length} kinds, all granted by their roles`;
}

function kindsOf(calls: readonly RecordedCall[]): string[] {
  return [...new Set(calls.map(({ by, action, resource }) => `${by}: ${action} on ${resource}`))].sort();
}

type Deployed = NodeJS.ProcessEnv & { readonly MIB_URL: string; readonly TREASURY_PASSWORD: string };

/** The environment that leads the end-to-end tests and operators to the deployment. */
async function whereItIs(account: Account): Promise<Deployed> {
  return {
    ...(await shardAddresses(account, SHARDS)),
    MIB_URL: await account.address(`mib-${STAGE}`),
    TREASURY_PASSWORD: await account.parameter(`/mib/${STAGE}/treasury-password`),
  };
}

/** An operator for the tests, whose set-up leads their own environment elsewhere. */
function operatorIn(environment: NodeJS.ProcessEnv): string {
  return JSON.stringify({ stage: STAGE, environment });
}

async function shardAddresses(account: Account, count: number): Promise<Record<string, string>> {
  const shards = Array.from({ length: count }, async (_, n) => {
    return [`SHARD_ADDRESS_${n}`, await account.address(`mib-shard-${n}-${STAGE}`)] as const;
  });
  return Object.fromEntries(await Promise.all(shards));
}

/** Runs a program in the copy, against the emulator. @throws Error if it fails */
async function run(env: NodeJS.ProcessEnv, cwd: string, command: string, argv: readonly string[]): Promise<void> {
  const program = spawn(command, argv, { cwd, env, stdio: 'inherit' });
  const [code] = await once(program, 'exit');
  if (code !== 0) throw new Error(`${command} ${argv.join(' ')} exited with ${code}`);
}
