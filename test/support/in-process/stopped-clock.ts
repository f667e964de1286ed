const EVERYTHING_BUT_THE_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/**
 * Stops Date for the functions; timers continue. Call it before a world starts, because functions
 * store the clock when they are loaded. `jest.setSystemTime` sets the clock, `jest.useRealTimers`
 * restores it.
 * @param now ms since 1970
 */
export function stopClock(now: number): void {
  jest.useFakeTimers({ now, doNotFake: [...EVERYTHING_BUT_THE_DATE] });
}
