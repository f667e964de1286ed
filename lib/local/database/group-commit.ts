/**
 * Writes in groups: what is added while a group is being written becomes the next group. So each
 * write waits for at most two, however many there are, and the order of the writes stays.
 */
export class GroupCommit<W> {
  readonly #write: (group: readonly W[]) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #next: { readonly writes: W[]; readonly done: PromiseWithResolvers<void> } | undefined;
  #current: Promise<void> | undefined;
  #failed: Promise<never> | undefined;

  /**
   * @param write writes a group; a second one begins when it resolves
   * @param onFailure called once, with the error of the first group that cannot be written. No later
   * group is written.
   */
  constructor(write: (group: readonly W[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  /**
   * Adds writes. What is added without giving up the event loop in between is in one group, so that
   * all of it is written or nothing.
   */
  add(...writes: readonly W[]): void {
    if (this.#failed) return;
    if (this.#next) {
      this.#next.writes.push(...writes);
      return;
    }
    const done = Promise.withResolvers<void>();
    // Every waiting caller gets the error, too.
    done.promise.catch(() => {});
    this.#next = { writes: [...writes], done };
    // Not immediately, so that the other writes of this turn of the event loop are in the same group.
    if (!this.#current) setImmediate(() => void this.#run());
  }

  /**
   * Resolves when everything that has been added by now is written, and rejects if that failed.
   * Undefined if everything is written already.
   */
  settled(): Promise<void> | undefined {
    return this.#failed ?? this.#next?.done.promise ?? this.#current;
  }

  async #run(): Promise<void> {
    for (let group = this.#take(); group; group = this.#take()) {
      const { writes, done } = group;
      this.#current = done.promise;
      try {
        await this.#write(writes);
        done.resolve();
      } catch (error) {
        this.#fail(error);
        done.reject(error);
      }
    }
    this.#current = undefined;
  }

  #take() {
    const group = this.#next;
    this.#next = undefined;
    return group;
  }

  #fail(error: unknown): void {
    this.#failed = Promise.reject(error);
    this.#failed.catch(() => {});
    this.#take()?.done.reject(error);
    this.#onFailure(error);
  }
}
