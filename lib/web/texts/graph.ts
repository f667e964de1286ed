const quoted = (name: string) => `“${name}”`;

/** The texts of a drawn state machine. */
export const GRAPH = {
  region: 'The drawing of the state machine. It scrolls.',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fit: 'Whole width',
  legend: { passed: 'passed', current: 'stands here', possible: 'perhaps passed', catch: 'after an error' },
  standsAt: (states: readonly string[]) => `It stands at ${states.map(quoted).join(' and ')}.`,
  ended: 'It has ended.',
  possible: (states: readonly string[]) => `It may also have passed ${states.map(quoted).join(', ')}.`,
  asText: 'The path as text',
  allStates: 'All states as text',
  leadsTo: (state: string, condition?: string) => `leads to ${quoted(state)}${condition ? ` ${condition}` : ''}`,
  within: (parent: string) => `in ${quoted(parent)}`,
  when: (label: string) => `if ${label}`,
  otherwise: 'otherwise',
  after: (errors: string) => `after an error (${errors})`,
  ends: 'ends its branch, or the machine',
  none: 'It has passed no state.',
} as const;
