import { hashPassword } from '../../../lib/auth/passwords.ts';
import { Users } from '../../../lib/store/users.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

// SP 800-63B requires 15 characters where the password is the only factor. PASSWORD_MIN_LENGTH sets
// it for a stage.
describe('a minimum of 15 characters for passwords', () => {
  let world: InProcessWorld;
  const when = whenSteps(() => world);
  beforeAll(async () => {
    world = await startInProcess({ environment: { PASSWORD_MIN_LENGTH: '15' } });
  });
  afterAll(() => world.stop());

  it('refuses a new password of 14 characters and accepts one of 15', async () => {
    const response = await when.register({ login: 'somebody', password: 'correct horses' });
    const { errors } = then.isProblem(response, 400, 'invalid_input', ['password']);
    expect(errors).toEqual([{ field: 'password', message: 'must be at least 15 characters' }]);
    then.isSession(await when.register({ login: 'somebody', password: 'correct horses!' }));
  });

  it('accepts a shorter password at the login of an earlier user', async () => {
    const { login, password } = { login: 'earlier-user', password: 'correct horse' };
    const users = new Users(world.tables.documents, world.tables.users);
    const passwordHash = await hashPassword(password, 4);
    await users.create({ login, userId: login, passwordHash, createdAt: new Date(0).toISOString() });
    then.isSession(await when.login({ login, password }));
  });
});
