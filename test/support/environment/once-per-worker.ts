import * as z from 'zod';

const Outside = z.object({ requireOutsideOfJest: z.custom<NodeJS.Require>((value) => typeof value === 'function') });

/**
 * Loads a module once for all test files of a worker. jest loads every other module again for each
 * file. The module runs outside of jest: it shares no other module with the tests and sees neither
 * their mocks nor their fake timers.
 * @param file an absolute path
 */
export function oncePerWorker<T>(file: string): T {
  return Outside.parse(globalThis).requireOutsideOfJest(file);
}
