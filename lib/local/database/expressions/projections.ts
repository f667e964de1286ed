import { checkOverlaps, type Path, type PathOf, parsePath, type Scope } from './paths.ts';
import type { Tokens } from './tokens.ts';

/** The paths of a projection expression. */
export type Projection = (scope: Pick<Scope, 'names'>) => readonly Path[];

/** @throws ServiceError ValidationException */
export function parseProjection(tokens: Tokens): Projection {
  const targets: PathOf[] = [];
  do targets.push(parsePath(tokens));
  while (tokens.accept(','));
  tokens.end();
  return (scope) => {
    const paths = targets.map((target) => target(scope));
    checkOverlaps(paths);
    return paths;
  };
}
