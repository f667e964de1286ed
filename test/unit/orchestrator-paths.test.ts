import { ORCHESTRATOR_PATHS } from '../../lib/api/orchestrator-paths.ts';
import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';

describe('A request with a method that its path does not have', () => {
  it('hears of the methods of every route', () => {
    expect(ORCHESTRATOR_PATHS).toEqual(ORCHESTRATOR_ROUTES.map(({ route }) => ({ route })));
  });
});
