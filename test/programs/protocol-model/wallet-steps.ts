import type { Bent } from './bent-rules.ts';
import { type Message, type State, withResponse } from './transfer-state.ts';
import {
  committed,
  created,
  ended,
  type Leg,
  pruned,
  rolledBack,
  taken,
  verdictOf,
  type Wallet,
} from './wallet-model.ts';

/** A leg, the number of its wallet, and whether places of that wallet may be taken. */
interface At {
  readonly leg: Leg;
  readonly n: number;
  readonly crowded: boolean;
}

/** A message arrives at its shard. An error needs no response: for a run it equals a missing one. */
export function* arrivals(
  state: State,
  message: Message,
  { leg, n, crowded }: At,
  clock: number,
  bent: Bent,
): Generator<[string, State]> {
  const wallet = state.wallets[n];
  if (!wallet) return;
  const { kind, deadline, debitHeld } = message;
  const name = `${kind} ${message.leg}${debitHeld ? ' (its debit is held)' : ''} arrives at ${clock}`;
  // The response of a settled leg may be lost: a run waits until it hears one. Nobody waits for a
  // reserve, because a run may decide to abort at any time.
  function* responding(next: Wallet, response: string): Generator<[string, State]> {
    const wallets = next === wallet ? state.wallets : state.wallets.with(n, next);
    if (kind !== 'reserve' && next !== wallet) yield [`${name}: ${response}, lost`, { ...state, wallets }];
    const responses = withResponse(state, `${response} ${message.leg}`);
    yield [`${name}: ${response}`, { ...state, wallets, responses }];
  }
  if (kind === 'commit') {
    for (const next of committed(wallet, leg, bent)) yield* responding(next, kind);
  } else if (kind === 'abort') {
    yield* responding(rolledBack(wallet, leg, deadline, bent), kind);
  } else {
    const verdict = verdictOf(wallet, leg, message, clock, bent);
    if (verdict === 'held before') yield* responding(wallet, 'held');
    if (verdict === 'another hold' && wallet.hold === deadline)
      yield ['the same reserve arrives', { ...state, broken: 'the same reserve is refused as another' }];
    if (verdict !== 'held') return;
    yield* responding(taken(wallet, leg, deadline, debitHeld), 'held');
    if (crowded && leg.holds === 0 && !debitHeld) yield* responding(wallet, 'waits');
  }
}

/** What happens to wallets without a message. */
export function* happenings(
  state: State,
  legs: readonly Leg[],
  clocks: { slow: number; fast: number },
  bent: Bent,
): Generator<[string, State]> {
  for (const [n, wallet] of state.wallets.entries()) {
    const to = (next: Wallet) => ({ ...state, wallets: state.wallets.with(n, next) });
    for (const clock of wallet.there ? [] : new Set([clocks.slow, clocks.fast]))
      yield [`wallet ${n} is created at ${clock}`, to(created(wallet, clock, bent))];
    for (const next of pruned(wallet, clocks.fast, bent)) yield [`wallet ${n} drops its tombstone`, to(next)];
    if (bent.holdsExpire && wallet.hold && clocks.fast > wallet.hold)
      yield [`the hold of wallet ${n} expires`, to(ended(wallet, legs[n]?.holds ?? 0))];
  }
}
