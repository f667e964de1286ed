import type { Outcome } from './plan.ts';
import type { Counts, Findings } from './schemathesis.ts';

/** The lines that summarize a run. */
export function summary({ findings, promised }: Outcome): string[] {
  return [
    'requests by service and caller',
    ...findings.map(
      (one) => `  ${one.target.name.padEnd(26)} ${requestsOf(one)} (${byStatus(one)}); ${one.failures} failures`,
    ),
    'excluded failures by reason (test/programs/fuzz/judge.py)',
    ...[...excludedOf(findings)].map(([reason, count]) => `  ${count}: ${reason}`),
    'promises',
    ...promised.flatMap(({ promise, broken }) => [
      `  ${broken.length === 0 ? 'held  ' : 'BROKEN'} ${promise}`,
      ...broken.slice(0, MAX_SHOWN).map((what) => `           ${what}`),
      ...(broken.length > MAX_SHOWN ? [`           and ${broken.length - MAX_SHOWN} more`] : []),
    ]),
  ];
}

const MAX_SHOWN = 10;

/** The number of requests with a response. */
export function requestsOf({ requests }: Counts): number {
  return requests.reduce((sum, { count }) => sum + count, 0);
}

/** Only who has the current password, a passkey, a code of an app or of an operator, or an unused token can succeed. */
const FOR_A_SECRET: ReadonlySet<string> = new Set([
  'POST /auth/password',
  'POST /auth/refresh',
  'POST /auth/reset',
  'POST /auth/login/code',
  'POST /auth/step_up',
  'POST /auth/step_up/options',
  'POST /auth/factors/totp/confirm',
  'DELETE /auth/factors/totp',
  'POST /auth/factors/recovery_codes',
  'DELETE /auth/account',
  'POST /auth/passkeys',
  'DELETE /auth/passkeys/{PasskeyID}',
  'POST /auth/login/passkey',
]);

/**
 * The routes that never succeeded although the caller may use them: only their errors were fuzzed.
 */
export function neverReached({ target, requests }: Findings): string[] {
  if (!target.auth) return [];
  const succeeded = new Set(requests.filter(({ status }) => status < 400).map(({ route }) => route));
  return [...new Set(requests.map(({ route }) => route))].filter(
    (route) => !succeeded.has(route) && !FOR_A_SECRET.has(route),
  );
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
