import TestSequencer from '@jest/test-sequencer';

/**
 * The longest test files, by their paths. The last file to start decides how long a worker waits
 * for the other.
 */
const LONGEST = [
  'e2e/',
  'project/templates/',
  'programs/simulation/simulation',
  'bench/work-per-transfer',
  'handlers/public-api',
  'handlers/striped-wallets',
  'handlers/audit-while-moving',
  'statemachines/transfer',
  'architecture/thrown-errors',
  'store/account-deletion',
  'handlers/refused-requests',
  'handlers/shard-api',
  'console/answers',
  'handlers/writes-while-moving',
  'operators/',
  'handlers/audit',
  'handlers/pages',
  'bench/',
  'client/package',
  'handlers/operator',
  'integration/keys/',
  'local/database-kills',
];

/**
 * Starts the longest files first on a clean checkout, where jest knows no durations and would go by
 * the sizes of files.
 */
export default class extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const isLong = ({ path }) => LONGEST.some((part) => path.includes(part));
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
