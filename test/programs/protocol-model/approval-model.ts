/**
 * Explores a payment that needs an approval exhaustively. Its wallet gets its rule at any time, first in the
 * directory and then on the shard. Whoever asks for the payment, two approvers and the payee try to end it,
 * each as often as they like and in any order. Its time passes, and attempts to capture it are in vain.
 */

/** Rules about approvals to leave out. */
export interface BentApprovals {
  /** The shard holds whatever was accepted. */
  readonly onlyAtAcceptance?: true;
  /** Whoever asked may approve. */
  readonly approvesOwn?: true;
  /** The payee captures it like any authorised transfer. */
  readonly payeeCaptures?: true;
  /** The payee voids it like any authorised transfer. */
  readonly payeeVoids?: true;
  /** An approval does not look at a decision. */
  readonly approvesLate?: true;
  /** An approval does not look at another. */
  readonly approvesTwice?: true;
  /** A rejection does not look at an approval. */
  readonly rejectsLate?: true;
  /** The expiry does not look at the claim of an approval. */
  readonly expiresOver?: true;
  /** What is released waits for another approval. */
  readonly forgets?: true;
}

const APPROVERS = ['bob', 'cora'] as const;
const ASKER = 'ann';
/** More are as good as two. */
const ATTEMPTS = 2;

interface State {
  readonly rule: 'none' | 'in the directory' | 'on the shard';
  /** Of the payment: how it was accepted, and whether its money is held. */
  readonly accepted: 'not yet' | 'plain' | 'to approve';
  readonly held: boolean;
  readonly approvedBy: string;
  readonly rejected: boolean;
  readonly capture: '' | 'HOLDING' | 'RELEASING';
  readonly attempts: number;
  readonly decision: '' | 'COMMIT' | 'ABORT';
  readonly isLate: boolean;
  /** What users were told. */
  readonly told: '' | 'approved' | 'rejected';
  readonly broken: string;
}

/** @returns the number of states, and the promise that breaks with the steps to it, if one does */
export function exploreApprovals(bent: BentApprovals): {
  states: number;
  broken?: { readonly promise: string; readonly trace: readonly string[] };
} {
  const first: State = {
    ...{ rule: 'none', accepted: 'not yet', held: false, approvedBy: '', rejected: false, capture: '' },
    ...{ attempts: 0, decision: '', isLate: false, told: '', broken: '' },
  };
  const seen = new Map<string, readonly string[]>([[JSON.stringify(first), []]]);
  const unexplored = [first];
  for (let state = unexplored.shift(); state; state = unexplored.shift()) {
    const trace = seen.get(JSON.stringify(state)) ?? [];
    if (state.broken) return { states: seen.size, broken: { promise: state.broken, trace } };
    for (const [step, next] of [
      ...ofRule(state),
      ...ofFirstRun(state, bent),
      ...ofUsers(state, bent),
      ...ofRuns(state, bent),
    ]) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.set(key, [...trace, step]);
      unexplored.push(next);
    }
  }
  return { states: seen.size };
}

function* ofRule(state: State): Generator<[string, State]> {
  if (state.rule === 'none') yield ['the rule is in the directory', { ...state, rule: 'in the directory' }];
  if (state.rule === 'in the directory') yield ['the rule is on the shard', { ...state, rule: 'on the shard' }];
  if (!state.isLate) yield ['its time is over', { ...state, isLate: true }];
}

function* ofFirstRun(state: State, bent: BentApprovals): Generator<[string, State]> {
  const { accepted, rule, held, decision } = state;
  if (accepted === 'not yet')
    yield ['it is accepted', { ...state, accepted: rule === 'none' ? 'plain' : 'to approve' }];
  if (accepted === 'not yet' || held || decision) return;
  const isRefused = accepted === 'plain' && rule === 'on the shard';
  if (isRefused && !bent.onlyAtAcceptance) yield ['the shard refuses it', { ...state, decision: 'ABORT' }];
  else if (isRefused)
    yield ['it is held', { ...state, held: true, broken: 'a payment is held that nobody has to approve' }];
  else yield ['it is held', { ...state, held: true }];
}

function* ofUsers(state: State, bent: BentApprovals): Generator<[string, State]> {
  const { accepted, held, capture, decision, approvedBy, rejected, isLate, attempts } = state;
  if (accepted !== 'to approve' || !held) return;
  const claim = { capture: 'HOLDING', attempts: attempts + 1 } as const;
  const isOpen = decision === '' && capture === '';
  for (const by of bent.approvesOwn ? [ASKER, ...APPROVERS] : APPROVERS) {
    const isFirst = approvedBy === '' || bent.approvesTwice === true;
    const isTime = bent.approvesLate ? true : isOpen && !isLate && !rejected;
    const mayClaim = bent.approvesTwice ? decision === '' && !isLate : isTime;
    if (!isFirst || !mayClaim || attempts >= ATTEMPTS) continue;
    yield [`${by} approves it`, checked(state, { ...state, ...claim, approvedBy: by, told: 'approved' })];
  }
  if (decision === '' && capture === '' && (bent.rejectsLate || approvedBy === ''))
    yield ['cora rejects it', checked(state, { ...state, rejected: true, decision: 'ABORT', told: 'rejected' })];
  if (isOpen && bent.payeeCaptures && attempts < ATTEMPTS) yield ['the payee captures it', { ...state, ...claim }];
  if (isOpen && bent.payeeVoids)
    yield ['the payee voids it', { ...state, decision: 'ABORT', broken: 'the payee ends what it cannot see' }];
}

function* ofRuns(state: State, bent: BentApprovals): Generator<[string, State]> {
  const { accepted, held, capture, decision, approvedBy, isLate, attempts } = state;
  if (accepted !== 'to approve' || !held || decision) return;
  if (capture === 'HOLDING') {
    yield ['a run commits it', checked(state, { ...state, decision: 'COMMIT', held: false })];
    yield ['an attempt is in vain', { ...state, capture: 'RELEASING' }];
  }
  if (capture === 'RELEASING')
    yield ['it is released', { ...state, capture: '', ...(bent.forgets && { approvedBy: '' }) }];
  if (capture === '' && approvedBy !== '' && !isLate && attempts < ATTEMPTS)
    yield ['a run claims it again', { ...state, capture: 'HOLDING', attempts: attempts + 1 }];
  if (isLate && (capture === '' || bent.expiresOver))
    yield ['it expires', checked(state, { ...state, decision: 'ABORT' })];
}

/** What holds after every write that ends or approves a payment. */
function checked(before: State, after: State): State {
  return { ...after, broken: after.broken || brokenBy(before, after) };
}

function brokenBy(before: State, after: State): string {
  if (after.approvedBy === ASKER) return 'who asks for a payment approves it';
  if (before.decision && after.told !== before.told) return 'a payment that has ended is approved';
  if (before.told && after.told !== before.told) return 'two decisions of users are told';
  if (before.approvedBy && before.approvedBy !== after.approvedBy) return 'an approval is overwritten';
  if (after.decision === 'COMMIT' && after.approvedBy === '') return 'money moves that nobody has approved';
  if (after.decision === 'COMMIT' && after.told !== 'approved') return 'money moves that is rejected';
  if (after.decision === 'ABORT' && before.capture === 'HOLDING') return 'a payment ends while its capture stands';
  return '';
}
