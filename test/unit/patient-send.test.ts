import { patientSend } from '../../lib/remote/patient-send.ts';
import type { JsonResponse } from '../../lib/remote/send.ts';

const LOST = new Error('hung up');
const OK = { status: 200, json: { wallets: [] } };
const BUSY = { status: 503, json: { code: 'unavailable' } };
const REQUEST = { method: 'GET', timeoutMs: 3_000 };

/** Sends a request to a shard that responds so, one after the other. */
async function sent(...responses: (JsonResponse | Error)[]) {
  const pauses: number[] = [];
  let requests = 0;
  const pause = async (ms: number) => void pauses.push(ms);
  const send = patientSend(pause, async (url, request) => {
    expect([url, request]).toEqual(['http://shard-1.test/', REQUEST]);
    const response = responses[requests++];
    if (response instanceof Error) throw response;
    if (!response) throw new Error('asked too often');
    return response;
  });
  const result = await send('http://shard-1.test/', REQUEST).catch((error: unknown) => error);
  return { result, requests, pauses };
}

describe('A request that is sent patiently', () => {
  it.each([
    ['a lost response', [LOST]],
    ['503', [BUSY]],
    ['429, 500 and a lost response', [{ ...BUSY, status: 429 }, { ...BUSY, status: 500 }, LOST]],
  ])('is sent again after %s', async (_, faults) => {
    const { result, requests, pauses } = await sent(...faults, OK);
    expect([result, requests, pauses.length]).toEqual([OK, faults.length + 1, faults.length]);
  });

  it('is sent once where the response is a success or a refusal', async () => {
    for (const status of [200, 400, 401, 404, 409, 421, 422]) {
      const response = { ...OK, status };
      expect(await sent(response)).toEqual({ result: response, requests: 1, pauses: [] });
    }
  });

  it('waits up to two seconds in all, and ends after four tries with the last response', async () => {
    const { result, requests, pauses } = await sent(BUSY, BUSY, BUSY, BUSY);
    expect([result, requests]).toEqual([BUSY, 4]);
    expect(pauses.every((ms, n) => ms >= 0 && ms <= 250 * 2 ** n)).toBe(true);
  });

  it('ends without a response if any was lost: the shard may have done what it was asked then', async () => {
    expect((await sent(BUSY, LOST, BUSY, BUSY)).result).toBe(LOST);
    expect((await sent(LOST, LOST, LOST, LOST)).result).toBe(LOST);
  });
});
