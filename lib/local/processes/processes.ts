import { Child, type ChildDied, type ChildOptions } from './child.ts';

/** The processes of one stack, by name. */
export class Processes {
  readonly #children = new Map<string, Child>();
  readonly #died = Promise.withResolvers<ChildDied>();

  /** Resolves when a process ends by itself after it was ready. */
  get died(): Promise<ChildDied> {
    return this.#died.promise;
  }

  get byName(): ReadonlyMap<string, Child> {
    return this.#children;
  }

  /** Adds a process without starting it. */
  add(options: ChildOptions): Child {
    const child = new Child(options, this.#died.resolve);
    this.#children.set(child.name, child);
    return child;
  }

  /** Stops all processes. */
  async stop(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.stop()));
  }
}
