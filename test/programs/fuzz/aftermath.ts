import * as z from 'zod';
import type { Stack } from '../../../lib/local/stack.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { World } from '../../support/steps/world.ts';
import { operatorAudit } from '../chaos/operator-audit.ts';
import { createWallet, fund, type Person } from './people.ts';

/** A promise to check after the fuzzing, and its violations. */
export interface Promised {
  readonly promise: string;
  readonly broken: readonly string[];
}

const PATIENCE = { timeoutMs: 60_000, everyMs: 500 };

/** Checks the audit once every transfer of the fuzzing is final. */
export async function theBooksBalance(stack: Stack): Promise<Promised> {
  await stack.sweepAll();
  const report = await eventually(async () => {
    const audited = await operatorAudit(stack);
    return audited.open === 0 && audited;
  }, PATIENCE);
  const findings = report.findings.map(({ kind, detail }) => `${kind}: ${detail}`);
  const broken = report.balanced || findings.length > 0 ? findings : ['the books do not balance'];
  return { promise: `the books balance: ${report.transfers} transfers, ${report.wallets} wallets`, broken };
}

/** Checks a transfer to a new wallet on each shard. */
export async function transfersSucceed(world: World, owner: Person): Promise<Promised> {
  const broken: string[] = [];
  for (let shard = 0; shard < world.shardCount; shard++) {
    // Longer than any drawn id, so that it is new.
    const wallet = `${10n ** 500n + BigInt(shard)}`;
    await createWallet(world, owner, wallet)
      .then(() => fund(world, wallet, 1n))
      .catch((error: unknown) => broken.push(`on shard ${shard}: ${error instanceof Error ? error.message : error}`));
  }
  return { promise: 'transfers to every shard still succeed', broken };
}

const LogLine = z.object({ level: z.string() });

/** The output of a stack's processes. Any ERROR line counts as a failure. */
export class Log {
  readonly lines: string[] = [];
  readonly errors: string[] = [];

  readonly line = (process: string, line: string): void => {
    this.lines.push(`${process} | ${line}`);
    if (isError(line)) this.errors.push(`${process} | ${line}`);
  };

  close(): void {}
}

function isError(line: string): boolean {
  if (!line.includes('"level":"ERROR"')) return false;
  try {
    return LogLine.parse(JSON.parse(line)).level === 'ERROR';
  } catch {
    return true;
  }
}
