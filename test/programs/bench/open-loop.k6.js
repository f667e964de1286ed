// The load of open-loop.ts, run by k6. It sends transfers at a fixed rate, whatever the responses
// are, and prints a line of JSON about each response. OPEN_LOOP has its settings.
import exec from 'k6/execution';
import http from 'k6/http';

const { url, token, rate, seconds, users, pairs } = JSON.parse(__ENV.OPEN_LOOP);

export const options = {
  scenarios: {
    transfers: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${seconds}s`,
      preAllocatedVUs: users,
      maxVUs: users,
    },
  },
};

const params = { headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };

export default function sendTransfer() {
  const [from, to] = pairs[exec.scenario.iterationInTest % pairs.length];
  const body = JSON.stringify({ from_id: from, to_id: to, amount: '1' });
  const sentAt = Date.now();
  const response = http.post(url, body, params);
  const { status, headers, timings } = response;
  const txId = status === 202 ? response.json('TxID') : undefined;
  const saysWhen = headers['Retry-After'] !== undefined;
  console.log(JSON.stringify({ sentAt, status, saysWhen, ms: timings.duration, from, txId }));
}

/** Replaces k6's own summary. */
export function handleSummary({ metrics }) {
  return { stdout: JSON.stringify({ dropped: metrics.dropped_iterations?.values.count ?? 0 }) };
}
