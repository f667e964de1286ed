import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

/**
 * The project's present source files, relative to its folder.
 * @param paths files and folders to list; without them, all
 */
export function sourceFiles(paths: readonly string[] = []): string[] {
  const flags = ['-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', ['ls-files', ...flags, '--', ...paths], { cwd: PROJECT });
  // A listed file may have been deleted.
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(PROJECT, file)));
}

/**
 * Copies the project's present sources to a folder, to deploy from and to change. The folder is
 * deleted with the process.
 */
export function copyProject(files = sourceFiles()): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mib-deploy-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const parent of new Set(files.map((file) => path.dirname(path.join(folder, file)))))
    mkdirSync(parent, { recursive: true });
  for (const file of files) copyFileSync(path.join(PROJECT, file), path.join(folder, file));
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}
