import { nextPatience } from '../../lib/domain/patience.ts';
import { preferredWaitSeconds } from '../../lib/domain/wait-preference.ts';
import { Waits } from '../../lib/usecases/waits.ts';

describe('the preferred wait', () => {
  it.each<[string | undefined, number | undefined]>([
    ['wait=5', 5],
    ['wait=10', 10],
    ['wait=11', 10],
    ['wait=99999999999999999999', 10],
    ['Wait = 5', 5],
    ['wait="5"', 5],
    ['respond-async, wait=5', 5],
    ['wait=5; strict, respond-async', 5],
    // The first one counts.
    ['wait=3, wait=5', 3],
    ['wait=soon, wait=5', undefined],
    ['wait, wait=5', undefined],
    // A value of another preference.
    ['foo="a, wait=5", wait=2', 2],
    ['foo="a, wait=5"', undefined],
    ['foo="a\\", wait=5"', undefined],
    ['foo="a, wait=5', undefined],
    ['wait=0', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['wait=5s', undefined],
    ['wait=', undefined],
    ['wait', undefined],
    ['wait5', undefined],
    ['waiting=5', undefined],
    ['return=minimal', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of Prefer: %s is %s s', (prefer, seconds) => {
    expect(preferredWaitSeconds(prefer)).toBe(seconds);
  });
});

describe('the waits of one instance', () => {
  /** Work that never ends by itself. */
  const endless = (giveUp: AbortSignal) =>
    new Promise<boolean>((resolve) => giveUp.addEventListener('abort', () => resolve(false)));
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Waits for work without an end. @returns how long it has waited, in ms, and whether all time is up */
  async function inVain(waits: Waits, ms: number): Promise<[number, boolean]> {
    const begun = Date.now();
    const result = waits.wait(endless, ms);
    await jest.runAllTimersAsync();
    return [Date.now() - begun, await result];
  }

  it('are half as long after each one in vain, so that a shard that is down does not occupy all instances', async () => {
    const waits = new Waits();
    const found: [number, boolean][] = [];
    for (let n = 0; n < 7; n++) found.push(await inVain(waits, 10_000));
    expect(found.map(([ms]) => ms)).toEqual([10_000, 5_000, 2_500, 1_250, 625, 500, 500]);
    // Only the first one took all the time that its request preferred.
    expect(found.map(([, timeIsUp]) => timeIsUp)).toEqual([true, ...Array(6).fill(false)]);
  });

  it('are as long as before after one that was not in vain', async () => {
    const waits = new Waits();
    for (let n = 0; n < 3; n++) await inVain(waits, 10_000);
    expect(await waits.wait(async () => true, 10_000)).toBe(false);
    expect(await inVain(waits, 10_000)).toEqual([10_000, true]);
  });

  it('are no shorter after one whose request preferred less', async () => {
    const waits = new Waits();
    for (let n = 0; n < 10; n++) expect(await inVain(waits, 1_000)).toEqual([1_000, true]);
    expect(await inVain(waits, 10_000)).toEqual([10_000, true]);
    expect(nextPatience(5_000, { ms: 4_999, inVain: true })).toBe(5_000);
  });

  it('last long enough to begin the work, also if the time is up already', async () => {
    expect(await inVain(new Waits(), -1)).toEqual([500, true]);
  });
});
