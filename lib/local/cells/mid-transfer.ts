import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { ServiceFunction } from '../template/template.ts';

type Invoke = Tasks['invoke'];

/**
 * The worst time for a crash of the orchestrator: a transfer is decided and its money is held on both
 * shards, and nothing is settled yet.
 */
export class MidTransfer {
  /** The calls of state machines. */
  readonly invoke: Invoke;
  #armed = false;

  /** @param die ends the process without any last word */
  constructor(
    functions: readonly Pick<ServiceFunction, 'key' | 'name'>[],
    invoke: Invoke,
    die = () => void process.kill(process.pid, 'SIGKILL'),
  ) {
    const settle = functions.find(({ key }) => key === 'settle')?.name;
    this.invoke = async (nameOrArn, payload) => {
      if (this.#armed && settle !== undefined && nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1) === settle) {
        die();
        // The signal may take a moment, in which nothing may be settled.
        return new Promise(() => undefined);
      }
      return invoke(nameOrArn, payload);
    };
  }

  /** From now on the next settling ends the process. */
  arm(): void {
    this.#armed = true;
  }
}
