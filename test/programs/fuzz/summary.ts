import type { Outcome } from './plan.ts';
import type { Counts, Findings } from './schemathesis.ts';

/** What a run came to, in lines for a person. */
export function summary({ findings, promised }: Outcome): string[] {
  return [
    'requests, by who calls what',
    ...findings.map(
      (one) => `  ${one.target.name.padEnd(26)} ${requestsOf(one)} (${byStatus(one)}); ${one.failures} failures`,
    ),
    'left out, by reason (test/programs/fuzz/judge.py)',
    ...[...excludedOf(findings)].map(([reason, count]) => `  ${count}: ${reason}`),
    'afterwards',
    ...promised.flatMap(({ promise, broken }) => [
      `  ${broken.length === 0 ? 'held  ' : 'BROKEN'} ${promise}`,
      ...broken.slice(0, MOST_SHOWN).map((what) => `           ${what}`),
      ...(broken.length > MOST_SHOWN ? [`           and ${broken.length - MOST_SHOWN} more`] : []),
    ]),
  ];
}

const MOST_SHOWN = 10;

/** How many requests were answered. */
export function requestsOf({ requests }: Counts): number {
  return requests.reduce((sum, { count }) => sum + count, 0);
}

/** The routes that never did what they are for, though the caller may use all: then nothing was fuzzed but how they refuse. */
export function neverReached({ target, requests }: Findings): string[] {
  if (!target.auth) return [];
  const succeeded = new Set(requests.filter(({ status }) => status < 400).map(({ route }) => route));
  return [...new Set(requests.map(({ route }) => route))].filter((route) => !succeeded.has(route));
}

function byStatus({ requests }: Counts): string {
  const statuses = [...Map.groupBy(requests, ({ status }) => status)].sort(([a], [b]) => a - b);
  return statuses.map(([status, some]) => `${status}: ${requestsOf({ requests: some, excluded: {} })}`).join(', ');
}

function excludedOf(findings: readonly Findings[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { excluded } of findings) {
    for (const [reason, count] of Object.entries(excluded)) sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return sums;
}
