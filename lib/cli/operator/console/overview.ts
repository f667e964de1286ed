import type { OutputOf, Overview } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { alarmViews, declaredAlarms } from './alarms.ts';
import type { ConsoleContext } from './context.ts';
import { messageOf } from './jobs.ts';
import { localAlarm } from './local-alarms.ts';
import type { LastValue, MeasuredAlarm } from './measurements.ts';
import { readRunbook } from './runbook.ts';
import { shared } from './shared.ts';

const FRESH_MS = 1_000;
/** The keys of a page of the index, at least: 1 MB of keys of wallets with the longest ids. */
const KEYS_A_PAGE = 800;
const PARTITIONS = 8;
const MOST_PAGES = 10;
/** On a local stack the books are read by themselves, this long after the last time at least. */
const AUDIT_EVERY_MS = 5_000;
/** Reading takes at most a twentieth of the time. */
const AUDIT_SHARE = 20;

type Looked = Omit<ConsoleContext, 'state'>;

/** What is known of a stage as a whole, from looks that all pages share. */
export class StageState {
  readonly overview: () => Promise<OutputOf<'overview'>>;
  readonly alarms: () => Promise<OutputOf<'alarms'>>;
  readonly #context: Looked;
  readonly #pending: () => Promise<NonNullable<Overview['pending']>>;
  readonly #startedAt: number;
  readonly #runbook: ReturnType<typeof readRunbook>;
  readonly #declared: ReturnType<typeof declaredAlarms>;

  constructor(context: Looked) {
    const { stage, stores, now } = context;
    this.#context = context;
    this.#startedAt = now();
    this.#declared = declaredAlarms(stage.stage, stage.shards);
    this.#runbook = readRunbook((text) => forStage(text, stage.stage, stage.command));
    this.#pending = shared(
      async () => {
        const { open, oldestMs } = await stores.journal.unfinishedSummary(now());
        return { count: open, exact: open < KEYS_A_PAGE * MOST_PAGES, oldest_ms: Math.max(0, oldestMs) };
      },
      FRESH_MS,
      now,
    );
    this.overview = shared(() => this.#overview(), FRESH_MS, now);
    this.alarms = async () => ({ at: iso(now()), alarms: await this.#alarms() });
  }

  async #overview(): Promise<OutputOf<'overview'>> {
    const { stage, looks, now } = this.#context;
    this.#auditIfDue();
    const [counted, shards, alarms] = await Promise.all([this.#countPending(), looks.look(), this.#alarms()]);
    const { pending } = counted;
    const pages = Math.min(MOST_PAGES, 1 + Math.floor((pending?.count ?? 0) / KEYS_A_PAGE));
    return {
      at: iso(now()),
      books: await this.#books(),
      ...counted,
      shards: shards.map(({ number, state, latency_ms }) => ({
        number,
        state,
        ...(latency_ms !== undefined && { latency_ms }),
      })),
      alarms: alarms.filter(({ state }) => state === 'alarm').map(({ name }) => name),
      cost: { database: PARTITIONS * pages, shards: stage.shards, metrics: stage.local ? 0 : 2 + stage.shards },
    };
  }

  /** While the orchestrator's database is out of reach, everything else is still shown. */
  #countPending(): Promise<Pick<Overview, 'pending' | 'error'>> {
    return this.#pending().then(
      (pending) => ({ pending }),
      (error: unknown) => ({ error: messageOf(error) }),
    );
  }

  /** Of a stage the hourly audits are known too. */
  async #books(): Promise<Overview['books']> {
    const { stage, audits, books, measurements } = this.#context;
    let error = audits.error?.message;
    for (const check of await measurements.booksChecks().catch((problem: unknown) => {
      error ??= messageOf(problem);
      return [];
    }))
      books.add(check);
    return books.view(stage.local ? 'audit' : 'metrics', error);
  }

  async #alarms(): Promise<OutputOf<'alarms'>['alarms']> {
    const { stage, measurements } = this.#context;
    const [declared, runbook] = await Promise.all([this.#declared, this.#runbook]);
    if (!stage.local) {
      const states = await measurements.alarms().catch(() => undefined);
      const unknown: MeasuredAlarm = { state: 'unknown' };
      return alarmViews(declared, ({ wholeName }) => states?.get(wholeName) ?? unknown, runbook);
    }
    const { looks, now } = this.#context;
    const [{ pending }, shards, books, last] = await Promise.all([
      this.#countPending(),
      looks.look(),
      this.#books(),
      measurements.last().catch((): readonly LastValue[] => []),
    ]);
    const state = { pending, shards, books, last, startedAt: this.#startedAt, now: now() };
    return alarmViews(declared, (alarm) => localAlarm(alarm, state), runbook);
  }

  /** A local stack is small, and reading it costs nothing but time. Of a stage an operator decides. */
  #auditIfDue(): void {
    const { stage, audits, now } = this.#context;
    if (!stage.local || audits.running) return;
    const ended = Math.max(...[audits.last?.at, audits.error?.at].map((at) => (at === undefined ? 0 : Date.parse(at))));
    const pause = Math.max(AUDIT_EVERY_MS, AUDIT_SHARE * (audits.last?.took_ms ?? 0));
    if (now() - ended >= pause) audits.run(false);
  }
}

/** The examples of the runbook are for the stage `prod`. */
function forStage(text: string, stage: string, command: string): string {
  const commands = text.replaceAll('npm run operator -- --stage prod', command);
  if (stage === 'local') return commands;
  return commands
    .replaceAll(/\b(mib(?:-shard-(?:\d+|<n>|\*))?)-prod\b/g, `$1-${stage}`)
    .replaceAll('/mib/prod/', `/mib/${stage}/`);
}
