import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

/** Node, as jest's own environment has it, with a `require` that is not jest's: for oncePerWorker(). */
export default class extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { requireOutsideOfJest: createRequire(import.meta.filename) });
  }
}
