import { setTimeout as delay } from 'node:timers/promises';
import type { Balance, TransactionDetail } from '../../client/index.ts';
import { BrokenPromise, type Paper } from './paper.ts';
import { failureOf, meet, moneyOf, type People, type Person, type Place } from './people.ts';

/** The system in which the story plays, and how its shard 1 dies. */
export interface Stage extends Place {
  /**
   * Lets a crash end shard 1 when the next transfer asks it to hold money. Resolves when the shard is
   * dead, with the id of its process.
   */
  readonly killInMidTransfer: () => Promise<number>;
  /** Starts it again, on the data that it has stored. @returns the id of its process */
  readonly restart: () => Promise<number>;
  /** How long the shard stays dead, in ms. */
  readonly deadMs: number;
}

const GIFT = 1_000n;
const LUNCH = 250n;
const RENT = 300n;
const EVERY_MS = 500;
/** As long as a transfer may wait for its holds (lib/domain/deadline.ts). */
const WINDOW_MS = 15_000;
const LIMIT_MS = 60_000;

/**
 * Two people, a payment over two shards, and one in the middle of which a shard is killed. Every
 * number is read from the system, over its public API.
 * @throws BrokenPromise if the system does not do what it promises
 */
export async function tell(stage: Stage, paper: Paper): Promise<void> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new BrokenPromise('the story has no end after a minute')), LIMIT_MS);
  await Promise.race([play(stage, paper), limit.promise]).finally(() => clearTimeout(timer));
}

async function play(stage: Stage, paper: Paper): Promise<void> {
  paper.chapter('1  Two people on two shards');
  const people = await meet(stage);
  const { treasury, ann, bob } = people;
  for (const { name, wallet, shard } of [ann, bob]) paper.say(`${name} has wallet ${wallet} on shard ${shard}.`);
  await paid(treasury, ann, GIFT);
  paper.say(`The treasury gives Ann ${GIFT}. Its wallet is the only one that may go below zero.`);
  await showBooks(people, paper);

  paper.chapter(`2  Ann pays Bob ${LUNCH}, over both shards`);
  const lunch = await paid(ann, bob, LUNCH);
  showTimeline(lunch, paper);
  await showBooks(people, paper);
  paper.promise('The payment has succeeded.', lunch.status === 'SUCCESSFUL');

  paper.chapter(`3  Ann pays Bob ${RENT}, and shard ${bob.shard} is killed in the middle of it`);
  const before = await moneyOf(ann);
  const rent = await interrupted(stage, people, paper);
  paper.say('The whole payment:');
  showTimeline(rent, paper);

  paper.chapter('4  The books balance');
  paper.say('Every balance, read once more:');
  const [afterwards, bobs] = await showBooks(people, paper);
  const waited = Date.parse(rent.timeline.at(-1)?.at ?? '') - Date.parse(rent.initiated_at);
  const isPaid = rent.status === 'SUCCESSFUL';
  const moved = isPaid ? RENT : 0n;
  // A very slow machine starts no shard within the window. Then nothing may have moved.
  paper.promise(
    isPaid
      ? 'The interrupted payment has succeeded.'
      : `The shard took too long, so that the payment is ${rent.status}.`,
    isPaid || (rent.status === 'FAILED' && waited >= WINDOW_MS),
  );
  paper.promise(
    `Ann has paid ${moved} for it, and once.`,
    BigInt(before.balance) - BigInt(afterwards.balance) === moved,
  );
  paper.promise(`Bob has ${LUNCH + moved}.`, BigInt(bobs.balance) === LUNCH + moved);
  paper.promise(
    'Nothing is held any more.',
    [afterwards, bobs].every(({ reserved }) => reserved === '0'),
  );
}

/** A payment during which the shard of the payee dies. @returns the payment, which is final */
async function interrupted(stage: Stage, { ann, bob }: People, paper: Paper): Promise<TransactionDetail> {
  const before = await moneyOf(ann);
  const killed = stage.killInMidTransfer();
  const { TxID } = await ann.client.transfer({ from: ann.wallet, to: bob.wallet, amount: RENT, reference: 'rent' });
  const died = performance.now();
  paper.event('killed', `shard ${bob.shard}, by kill -9 of process ${await killed}`, 'red');
  paper.say('Its gateway responds with 503 now. The transfer asks again until its deadline, 15 s from its start.');
  const held = await whenHeld(ann);
  const has = ({ available, reserved }: Balance) => `Ann: ${available} available, ${reserved} reserved`;
  for (let now = held, seen = performance.now(); ; now = await moneyOf(ann)) {
    const { status } = await ann.client.transaction(ann.wallet, TxID);
    const seconds = ((performance.now() - died) / 1_000).toFixed(1);
    const bobs = `Bob: no balance, ${await failureOf(stage, bob)}`;
    paper.event(`+${seconds} s`, `${status}. ${has(now)}. ${bobs}.`, 'yellow');
    if (performance.now() - seen >= stage.deadMs) break;
    await delay(EVERY_MS);
  }
  paper.promise(
    `The ${RENT} are held: they have not left Ann's wallet, and she cannot spend them.`,
    held.balance === before.balance && BigInt(held.reserved) === RENT,
  );
  const restarted = performance.now();
  const pid = await stage.restart();
  const took = ((performance.now() - restarted) / 1_000).toFixed(1);
  paper.event('started', `shard ${bob.shard}, as process ${pid}, in ${took} s, on what it has stored`, 'green');
  return ann.client.waitForFinal(TxID);
}

/** The money of a person as soon as some of it is held. */
async function whenHeld(person: Person): Promise<Balance> {
  for (;;) {
    const money = await moneyOf(person);
    if (money.reserved !== '0') return money;
    await delay(25);
  }
}

/** A payment that has become final. */
async function paid(from: Person, to: Person, amount: bigint): Promise<TransactionDetail> {
  const { TxID } = await from.client.transfer({ from: from.wallet, to: to.wallet, amount });
  return from.client.waitForFinal(TxID);
}

/** Prints all balances. @returns those of Ann and Bob */
async function showBooks({ treasury, ann, bob }: People, paper: Paper): Promise<[Balance, Balance]> {
  const all = await Promise.all([treasury, ann, bob].map(moneyOf));
  const sum = all.reduce((total, { balance }) => total + BigInt(balance), 0n);
  paper.table([
    ['', 'treasury', 'Ann', 'Bob', 'Σ'],
    ['balance', ...all.map(({ balance }) => balance), String(sum)],
  ]);
  paper.promise('Σ, the sum of all balances, is zero.', sum === 0n);
  const [, anns, bobs] = all;
  if (!anns || !bobs) throw new Error('a balance is missing');
  return [anns, bobs];
}

function showTimeline({ initiated_at, timeline }: TransactionDetail, paper: Paper): void {
  for (const entry of timeline) {
    const ms = Date.parse(entry.at) - Date.parse(initiated_at);
    paper.event(`+${ms} ms`, inWords(entry), 'cyan');
  }
}

function inWords(entry: TransactionDetail['timeline'][number]): string {
  if ('status' in entry) return entry.status;
  if ('decision' in entry) return `decided: ${entry.decision}`;
  if ('approval' in entry) return `${entry.approval} by user ${entry.by}`;
  if ('held' in entry) return `${entry.held} held on shard ${entry.shard}`;
  if ('settled' in entry) return `${entry.settled} settled on shard ${entry.shard}`;
  if ('refused' in entry) return `${entry.refused} refused by shard ${entry.shard}`;
  return `${entry.unconfirmed} unconfirmed`;
}
