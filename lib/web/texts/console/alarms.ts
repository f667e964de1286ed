/** The texts of the alarms. */
export const ALARMS = {
  title: 'Alarms',
  intro: 'Each alarm has its paragraph of the runbook.',
  none: 'No alarm is ringing',
  states: { alarm: 'rings', ok: 'quiet', unknown: 'unknown', not_evaluated: 'not measured here' },
  ringing: (count: number) => (count === 1 ? '1 alarm rings' : `${count} alarms ring`),
  others: 'The others',
  since: 'Since',
  measured: 'Measured',
  service: 'Stack',
  runbook: 'Runbook',
  noRunbook: 'The runbook has no paragraph of this name.',
  all: 'All alarms',
  missing: 'This stage has no such alarm',
} as const;
