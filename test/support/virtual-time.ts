import { type Clock, install } from '@sinonjs/fake-timers';
import { Random } from './random.ts';

/** The start of virtual time, an arbitrary timestamp. */
const EPOCH_MS = Date.UTC(2030, 0, 1);

/**
 * Advances virtual time by ms. Every event that is due happens in order, with all its consequences.
 */
export type Pass = (ms: number) => Promise<void>;

/**
 * Runs `scenario` in virtual time. Timers, Date, performance and the time-outs of AbortSignal are virtual, and
 * jump to the next event when nothing is left to do. Math.random (the jitter of retries) is
 * determined by the seed. Without real I/O the same scenario takes the same course every time.
 */
export async function inVirtualTime<T>(seed: number, scenario: (pass: Pass) => Promise<T>): Promise<T> {
  const clock = install({
    now: EPOCH_MS,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    loopLimit: 1_000_000,
  });
  const real = { timeout: AbortSignal.timeout, random: Math.random };
  const random = new Random(seed);
  AbortSignal.timeout = virtualTimeout;
  Math.random = () => random.next();
  // Stack traces of a schedule's many errors would take a tenth of its time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await scenario((ms) => pass(clock, ms));
  } finally {
    AbortSignal.timeout = real.timeout;
    Math.random = real.random;
    Error.stackTraceLimit = stackTraceLimit;
    clock.uninstall();
  }
}

/** The events of one turn of the event loop, whose system calls would take longer than many an event. */
const EVENTS_A_TURN = 64;

function pass(clock: Clock, ms: number): Promise<void> {
  let over = false;
  setTimeout(() => {
    over = true;
  }, ms);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Before each of these callbacks, Node runs every promise that can proceed. The clock's own tickAsync
  // waits a real millisecond each time.
  const next = () => {
    if (over) return;
    try {
      clock.next();
    } catch (error) {
      over = true;
      reject(error);
    }
  };
  const turn = () => {
    if (over) return resolve();
    for (let n = 0; n < EVENTS_A_TURN; n++) setImmediate(next);
    setImmediate(turn);
  };
  setImmediate(turn);
  return promise;
}

function virtualTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
  return controller.signal;
}
