import type { BentMoves } from './move-rules.ts';
import {
  ABSENT,
  type Content,
  type Item,
  keyOfPut,
  type Operation,
  type Put,
  type Shard,
  type State,
} from './move-state.ts';

/** What a shard answers to a transfer. 404: no wallet. 409: it moves. 421: it has moved. */
export type Answer = 'held' | 'settled' | 'too late' | 'no funds' | 'ok' | '404' | '409' | '421';

/** Whether the shard answers for the wallet. */
export function answers({ at }: Item, bent: BentMoves): boolean {
  return at === 'live' || (at === 'moving' && bent.answersWhileMoving === true);
}

function elsewhere({ at }: Item): Answer {
  if (at === 'absent') return '404';
  return at === 'moving' ? '409' : '421';
}

/** @param late whether the deadline has passed by the clock of the shard */
export function reserved(item: Item, debit: boolean, late: boolean, bent: BentMoves): [Answer, Item] {
  if (!answers(item, bent)) return [elsewhere(item), item];
  if (item.held) return ['held', item];
  if (item.tombstone) return ['settled', item];
  if (item.fenced || late) return ['too late', item];
  if (debit && item.available < 1) return ['no funds', item];
  return ['held', { ...item, held: true, available: item.available - (debit ? 1 : 0) }];
}

/** A commit of what is held is an entry of the statement. */
export function committed(item: Item, debit: boolean, bent: BentMoves): [Answer, Item] {
  if (!answers(item, bent)) return [elsewhere(item), item];
  if (!item.held) return ['ok', item];
  const available = item.available + (debit ? 0 : 1);
  return ['ok', { ...item, held: false, tombstone: true, available, seq: item.seq + 1 }];
}

export function rolledBack(item: Item, debit: boolean, bent: BentMoves): [Answer, Item] {
  if (!answers(item, bent)) return [elsewhere(item), item];
  if (item.held) return ['ok', { ...item, held: false, tombstone: true, available: item.available + (debit ? 1 : 0) }];
  return ['ok', item.fenced ? item : { ...item, tombstone: true }];
}

/** The state with another item on the shard. */
export function withItem(state: State, shard: Shard, item: Item): State {
  return { ...state, items: state.items.with(shard, item) };
}

/** The state after a commit or a rollback. A commit of what was held has posted an entry. */
export function settled(state: State, shard: Shard, item: Item): State {
  const next = withItem(state, shard, item);
  return item.seq === itemOf(state, shard).seq ? next : posted({ ...next, commits: state.commits + 1 }, item.seq);
}

/** The state after a credit of another transfer. */
export function credited(state: State, shard: Shard): State {
  const item = itemOf(state, shard);
  const after = { ...item, available: item.available + 1, seq: item.seq + 1 };
  return posted({ ...withItem(state, shard, after), credits: state.credits + 1 }, after.seq);
}

/** Each entry has the number after the one before. */
function posted(state: State, seq: number): State {
  const isNext = seq === state.credits + state.commits;
  return isNext ? state : { ...state, wrong: 'an entry of the statement has the number of another' };
}

/** The item of the shard. */
export function itemOf({ items }: State, shard: Shard): Item {
  return items[shard] ?? ABSENT;
}

/** Marks the wallet as moving. It answers with the item, marked or not. */
export function marked(item: Item, { op, to }: Operation, bent: BentMoves): Item {
  return item.at === 'live' && (bent.markUnnumbered || item.op < op) ? { ...item, at: 'moving', to, op } : item;
}

export function put(item: Item, copy: Put, bent: BentMoves): Item {
  const isFree = bent.putUnnumbered ? item.at === 'moved' : item.op < copy.op;
  if (item.at !== 'absent' && !isFree && !bent.putsBlindly) return item;
  return { ...copy, at: 'live', to: ABSENT.to, fenced: copy.fenced || item.fenced };
}

/** The tombstone of a wallet that has left. It keeps the number of the mark. */
export function left(item: Item, { op, to }: Operation, bent: BentMoves): Item {
  const isOwn = bent.leaveUnnumbered ? item.to === to : item.op <= op;
  const may = bent.leavesBlindly ? item.at !== 'absent' : item.at === 'moving' && isOwn;
  if (!may) return item;
  return bent.deletes ? ABSENT : { ...ABSENT, at: 'moved', to, op: bent.leaveRaises ? op : item.op };
}

/** The wallet is where it shall be: nothing older may mark it any more. */
export function stayed(item: Item, op: number, bent: BentMoves): Item {
  return item.at === 'live' && item.op < op && !bent.noStay ? { ...item, op } : item;
}

/** Sends a copy of the item of a shard to where the operation brings it. */
export function sendingPut(state: State, { op, to }: Operation, from: Shard, bent: BentMoves): State {
  const item = itemOf(state, from);
  const content: Content = {
    available: item.available,
    held: item.held && !bent.holdsStay,
    tombstone: item.tombstone && !bent.tombstonesStay,
    fenced: item.fenced && !bent.fenceStays,
    seq: bent.seqStays ? 0 : item.seq,
  };
  const copy: Put = { ...content, op, to, from: bent.fromUnnamed ? ABSENT.from : from };
  const { puts } = state.sent;
  if (puts.some((one) => keyOfPut(one) === keyOfPut(copy))) return state;
  const all = [...puts, copy].sort((a, b) => (keyOfPut(a) < keyOfPut(b) ? -1 : 1));
  return { ...state, sent: { ...state.sent, puts: all } };
}
