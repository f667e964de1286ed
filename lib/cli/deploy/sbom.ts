// `npm run -s sbom`: prints the bill of materials (CycloneDX) of the deployed code: every
// third-party package with its version and licence.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import * as z from 'zod';
import { deployedPackages, LockFile } from './locked-packages.ts';
import { runSteps } from './steps.ts';

new Command('npm run -s sbom --').description('Prints the bill of materials (CycloneDX) of the deployed code.').parse();

const PROJECT = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

const Manifest = z.looseObject({ devDependencies: z.record(z.string(), z.string()) });
const Bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(z.looseObject({ name: z.string(), version: z.string() })),
});

await runSteps(async () => {
  const bill = await billOfMaterials();
  console.log(JSON.stringify(bill, null, 2));
});

/**
 * Makes the bill from an installation without devDependencies. In the project's own folder
 * `npm sbom --omit=dev` would leave out packages that both kinds of dependencies need.
 * @throws Error if a package is missing
 */
async function billOfMaterials(): Promise<z.infer<typeof Bill>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-sbom-'));
  try {
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(path.join(PROJECT, file), path.join(folder, file));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['ci', '--omit=dev', ...quiet], { cwd: folder });
    const manifest = path.join(folder, 'package.json');
    const { devDependencies: _, ...deployed } = Manifest.parse(JSON.parse(await readFile(manifest, 'utf8')));
    await writeFile(manifest, JSON.stringify(deployed));
    const { stdout } = await run('npm', ['sbom', '--sbom-format=cyclonedx'], { cwd: folder, maxBuffer: 2 ** 26 });
    return completed(Bill.parse(JSON.parse(stdout)), await readFile(path.join(PROJECT, 'package-lock.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function completed(bill: z.infer<typeof Bill>, lockFile: string): z.infer<typeof Bill> {
  const named = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  const missing = deployedPackages(LockFile.parse(JSON.parse(lockFile)))
    .map(({ name, version }) => `${name}@${version}`)
    .filter((one) => !named.has(one));
  if (missing.length > 0) throw new Error(`the bill of materials lacks ${missing.join(', ')}`);
  // npm names the component after its folder.
  return { ...bill, metadata: { ...bill.metadata, component: { ...bill.metadata.component, name: 'mib' } } };
}
