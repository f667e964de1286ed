import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

/** jest's environment for Node, with Node's own `require` for oncePerWorker(). */
export default class extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { requireOutsideOfJest: createRequire(import.meta.filename) });
  }
}
