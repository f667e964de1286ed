import { APPROVAL_MS, approvalRequest, isPending, isSameAct, personOf, stateOf } from '../../lib/domain/approval.ts';

const ACT = { command: 'issue', arguments: { to: '7', amount: '5' }, reason: 'a test', requestedBy: 'ann' };
const NOW = Date.UTC(2026, 10, 26);
const REQUEST = approvalRequest(ACT, { id: '01', now: NOW });

it.each([
  ['arn:aws:iam::123456789012:user/ann', 'ann'],
  ['arn:aws:iam::123456789012:user/staff/Ann', 'ann'],
  ['arn:aws:sts::123456789012:assumed-role/Operators/ann', 'ann'],
  ['arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admins_0123/ann@example.com', 'ann@example.com'],
  ['arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:root'],
  ['ann', 'ann'],
])('the identity %s is of the person %s', (identity, person) => {
  expect(personOf(identity)).toBe(person);
});

it('a request waits for a day', () => {
  expect([isPending(REQUEST, NOW), isPending(REQUEST, NOW + APPROVAL_MS - 1)]).toEqual([true, true]);
  expect([isPending(REQUEST, NOW + APPROVAL_MS), stateOf(REQUEST, NOW + APPROVAL_MS)]).toEqual([false, 'expired']);
});

it.each(['rejected', 'done'] as const)('a request that is %s stays so, and does not wait', (state) => {
  const over = { ...REQUEST, state };
  expect([isPending(over, NOW), stateOf(over, NOW + APPROVAL_MS)]).toEqual([false, state]);
});

it.each([
  [{}, true],
  [{ command: 'retire' }, false],
  [{ reason: 'another' }, false],
  [{ requestedBy: 'bob' }, false],
  [{ arguments: { to: '7' } }, false],
  [{ arguments: { to: '7', amount: '6' } }, false],
  [{ arguments: { to: '7', sum: '5' } }, false],
])('an act with %j in its place is the same: %s', (other, same) => {
  expect(isSameAct(ACT, { ...ACT, ...other })).toBe(same);
});
