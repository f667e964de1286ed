const processName = (name: string) => (name === 'orchestrator' ? 'the orchestrator' : name.replace('-', ' '));
const capital = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** The texts of the view that breaks a local stack. */
export const BREAK = {
  title: 'Break it',
  intro:
    'Break this stack while transfers run, and watch: the sum of all balances stays 0, and every transfer ends once its parts are back.',
  notHere: 'Only a local stack can be broken',
  notHereText: 'Start one with npm start, and open its control room with npm run operator -- console.',
  process: (name: string) => capital(processName(name).replace('the ', '')),
  states: { running: 'running', dying: 'dies in the next transfer', stopped: 'stopped', starting: 'starting' },
  since: 'Since',
  back: 'It starts again by itself',
  startFailed: (error: string) => `Its last start failed: ${error}`,
  parts: {
    database: 'Its database is out of reach',
    executions: 'Its workflows are out of reach',
    replies: 'Its replies are lost',
  },
  until: 'until',
  actions: {
    start: 'Start',
    stop: 'Stop',
    kill: 'Kill',
    midTransfer: 'Kill in mid-transfer',
    replies: 'Lose replies',
    database: 'Take its database away',
    executions: 'Take its workflows away',
  },
  explanations: {
    stop: 'It finishes its requests in flight, and takes no new ones. Its data stays.',
    kill: 'It stops as in a crash. What it was doing is lost, and its data stays.',
    midTransfer:
      'It dies in the middle of the next transfer: both sides are held and the transfer is decided, and nothing is settled.',
    replies: 'It carries requests out, and their responses are lost: who asks cannot know whether it happened.',
    database: 'Its functions run, and their reads and writes fail.',
    executions: 'Workflows neither start nor go on.',
  },
  ask: (action: string, name: string) => `${action}: ${processName(name)}`,
  duration: 'For how long',
  untilStarted: 'Until I start it',
  watch: {
    heading: 'Transfers since this page is open',
    none: 'None yet. Pay in the wallet, or start a drill.',
    more: (count: number) => `and ${count} that have ended before`,
    count: (pending: number, final: number) => `${pending} pending, ${final} final`,
  },
  drill: {
    one: 'Start 1 transfer',
    many: 'Start 10 transfers',
    text: 'A drill transfers 1 from the treasury to a wallet of its own on the last shard.',
  },
  sum: 'Sum of balances',
  pending: 'Pending',
  redrive: 'Redrive what is pending',
  watched: 'The watched transfer',
  noWatched: 'Nothing to watch yet',
  ended: { title: 'Everything has ended', text: 'All parts run, no transfer is pending, and Σ is 0.' },
  broken: {
    title: 'Not everything has ended',
    down: (names: readonly string[]) => `Broken: ${names.map(processName).join(', ')}.`,
    pending: (count: number) => (count === 1 ? '1 transfer is pending.' : `${count} transfers are pending.`),
    pendingUnknown: 'The number of pending transfers is not known.',
    books: { balanced: '', unbalanced: 'Σ is not 0.', unknown: 'Σ could not be read the last time.' },
  },
} as const;
