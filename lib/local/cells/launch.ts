import path from 'node:path';
import { GUARD } from '../aws/stand-ins.ts';
import { lambdaInvoke } from '../aws/step-functions/lambda-invoke.ts';
import { Bundles } from '../functions/bundles.ts';
import type { OfflineSettings } from '../functions/offline-settings.ts';
import { listen } from '../gateway/listen.ts';
import type { ChildOptions } from '../processes/child.ts';
import { failureIn } from '../processes/failures.ts';
import type { Logs } from '../processes/logs.ts';
import { Processes, runToEnd } from '../processes/processes.ts';
import { PROJECT } from '../processes/project.ts';
import { newWorkFolder, removeWorkFolders } from '../processes/work-folders.ts';
import type { Webhook } from '../queues/webhook.ts';
import { environmentIn, type Plan } from './plan.ts';
import { cloudSettings, databaseSettings, type Keys, preparation, type ResolvedCell } from './settings.ts';

export const DATABASE = 'database';
export const CLOUD = 'cloud';

/** What the processes need to know beside the plan. */
export interface LaunchOptions {
  readonly folder: string | undefined;
  readonly keys: Keys;
  readonly treasuryPassword: string | undefined;
  readonly webhook: Webhook | undefined;
  readonly logs: Logs;
  /** Called with each error that a process logs. */
  readonly say: (line: string) => void;
  /** Called with a line for each step of the start. */
  readonly progress: (line: string) => void;
}

/** One start of the cells of a plan: what has been started so far, and how to stop it. */
export class Launch {
  readonly processes = new Processes();
  readonly bundles: Bundles;
  readonly #plan: Plan;
  /** The orchestrator, or the shard that runs alone. */
  readonly #first: ResolvedCell;
  readonly #options: LaunchOptions;
  readonly #workFolder = newWorkFolder();
  readonly #gateways: (() => void)[] = [];

  constructor(plan: Plan, options: LaunchOptions) {
    this.#plan = plan;
    this.#options = options;
    const [first] = plan.cells;
    if (!first) throw new Error('no cells to start');
    this.#first = first;
    const handlers = plan.cells.flatMap(({ service }) => service.functions.map(({ handler }) => handler));
    this.bundles = new Bundles(this.#workFolder, handlers, first.service.bundling);
  }

  /**
   * Resolves when the HTTP API of every cell can be called.
   * @throws Error if something does not start; what has started by then is for stop
   */
  async run(): Promise<void> {
    const { cells } = this.#plan;
    const names = cells.map(({ place }) => place.cell.name);
    this.#options.progress(`starting ${names.join(', ')} and the emulators`);
    await Promise.all([
      this.#bundle(),
      this.#startDatabases().then(() => this.#prepareDatabases()),
      this.#startCloud(),
      ...cells.map((cell) => this.#startFunctions(cell)),
    ]);
    // Not before the tables and the treasury are there.
    for (const cell of cells) await this.#openGateway(cell);
  }

  /** Stops everything, the databases last: the others call them. */
  async stop(): Promise<void> {
    for (const end of this.#gateways) end();
    await this.processes.stop(DATABASE);
    await removeWorkFolders(this.#workFolder);
    this.#options.logs.close();
  }

  async #bundle(): Promise<void> {
    await this.bundles.build();
    this.#options.progress(`${this.bundles.count} functions are bundled`);
  }

  async #startDatabases(): Promise<void> {
    const databases = databaseSettings(this.#plan.cells);
    if (databases.length === 0) return;
    const env = { ...process.env, DATABASES: JSON.stringify(databases) };
    await this.#start({ name: DATABASE, argv: [program('database/database.ts')], env });
  }

  async #prepareDatabases(): Promise<void> {
    const { cells } = this.#plan;
    const PREPARATION = JSON.stringify(preparation(cells, this.#options.treasuryPassword));
    await runToEnd(program('cells/prepare.ts'), environmentIn(this.#plan, this.#first.place, { PREPARATION }));
    this.#options.progress('tables and treasury are ready');
  }

  async #startCloud(): Promise<void> {
    const { cells, cloudPort: port } = this.#plan;
    const { keys, webhook, folder } = this.#options;
    const CLOUD_SETTINGS = JSON.stringify(cloudSettings(cells, { port, keys, webhook, folder }));
    const env = environmentIn(this.#plan, this.#first.place, { CLOUD: CLOUD_SETTINGS });
    await this.#start({ name: CLOUD, argv: [program('cloud/cloud.ts')], env });
  }

  async #startFunctions({ place, service: { offline } }: ResolvedCell): Promise<void> {
    const settings: OfflineSettings = { folder: this.#workFolder, lambdaPort: place.lambdaPort, service: offline };
    const env = environmentIn(this.#plan, place, { OFFLINE: JSON.stringify(settings), ...LITTLE_MEMORY });
    await this.#start({ name: place.cell.name, argv: [program('functions/offline.ts')], env });
  }

  async #openGateway({ place, service: { functions } }: ResolvedCell): Promise<void> {
    const { name, pages } = place.cell;
    const { logs } = this.#options;
    const say = (text: string) => {
      logs.line(name, text);
      for (const line of text.split('\n')) this.#options.say(`${name} | ${line}`);
    };
    const invoke = lambdaInvoke(place.lambdaEndpoint);
    this.#gateways.push(await listen(place.listen, { functions, invoke, pages, say }));
  }

  /** All processes stand in for services of AWS, so that each is guarded. */
  async #start({ name, argv, env }: Pick<ChildOptions, 'name' | 'argv' | 'env'>): Promise<void> {
    const { logs, say, progress } = this.#options;
    const onLine = (text: string) => {
      logs.line(name, text);
      for (const failure of failureIn(text)) say(`${name} | ${failure}`);
    };
    const guarded = { preload: [GUARD], env: { ...env, STAND_IN_SECRET: this.#plan.secret } };
    await this.processes.add({ name, argv, ...guarded, cwd: PROJECT, onLine }).start();
    progress(`${name} is ready`);
  }
}

/** Large pieces of memory go back to the system as soon as they are free (glibc only). */
const LITTLE_MEMORY = { MALLOC_MMAP_THRESHOLD_: '32768' };

function program(file: string): string {
  return path.join(import.meta.dirname, '..', file);
}
