import { methodsAt } from '../../lib/api/methods.ts';

const ROUTES = [
  { route: 'POST /auth/passkeys/options' },
  { route: 'DELETE /auth/passkeys/{PasskeyID}' },
  { route: 'GET /app/{path+}' },
] as const;

describe('the methods of a path', () => {
  it.each([
    ['/auth/passkeys/options', ['POST']],
    ['/auth/passkeys/AbC', ['DELETE']],
    ['//auth/passkeys/AbC', ['DELETE']],
    ['/auth/passkeys/AbC/more', []],
    ['/app/a/b', ['GET']],
  ])('of %s are %j: a path that a route writes out is not that of a parameter', (path, methods) => {
    expect(methodsAt(ROUTES, path)).toEqual(methods);
  });
});
