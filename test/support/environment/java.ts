import { spawnSync } from 'node:child_process';

/** Why the Java of this machine cannot run `program`; undefined if it can. */
export function javaProblem(program: string, atLeast: number): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const needs = `${program} needs Java ${atLeast} or later`;
  if (error) return `${needs}, and there is no java on the PATH`;
  // Version 8 and earlier call themselves 1.8, 1.7, …
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version === undefined) return `${needs}, and java does not say which version it is`;
  return Number(version) < atLeast ? `${needs}, and this is Java ${version}` : undefined;
}
