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
 * Stops the clock by which functions tell the time; timers go on. Before a world is started: functions keep the clock that they find
 * when they are loaded. `jest.setSystemTime` sets it, `jest.useRealTimers` lets it go on.
 * @param now ms since 1970
 */
export function stopClock(now: number): void {
  jest.useFakeTimers({ now, doNotFake: [...EVERYTHING_BUT_THE_DATE] });
}
