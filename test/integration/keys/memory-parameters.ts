import type { ParameterPlace, ParameterStore, StoredParameter } from '../../../lib/remote/parameter-store.ts';

/** The parameters of all regions in memory, with a record of every write. */
export class MemoryParameters implements Pick<ParameterStore, 'read' | 'write' | 'remove'> {
  readonly written: { name: string; region: string; value: string; kind: 'secret' | 'public' }[] = [];
  /** Writes to this parameter fail. */
  broken: string | undefined;
  readonly #stored = new Map<string, StoredParameter>();

  async read({ name, region }: ParameterPlace): Promise<StoredParameter | undefined> {
    return this.#stored.get(`${region}${name}`);
  }

  async write({ name, region }: ParameterPlace, value: string, kind: 'secret' | 'public'): Promise<number> {
    if (name === this.broken) throw new Error(`${name} cannot be written`);
    this.written.push({ name, region, value, kind });
    const version = (this.#stored.get(`${region}${name}`)?.version ?? 0) + 1;
    this.#stored.set(`${region}${name}`, { value, version });
    return version;
  }

  async remove({ name, region }: ParameterPlace): Promise<void> {
    this.#stored.delete(`${region}${name}`);
  }

  /** The parameter reader of a function in the region. */
  in(region: string): { get(name: string): Promise<string> } {
    return {
      get: async (name) => {
        const stored = this.#stored.get(`${region}${name}`);
        if (!stored) throw new Error(`parameter ${name} does not exist in ${region}`);
        return stored.value;
      },
    };
  }
}
