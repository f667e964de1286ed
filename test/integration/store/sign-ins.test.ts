import { ulid } from 'ulid';
import { MOST_SIGN_INS, SIGN_INS_STORED_MS, type SignIn } from '../../../lib/domain/sign-in.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { noteNobody, noteSignIn } from '../../../lib/usecases/sign-ins.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 0, 1);
const device = { network: '203.0.113.0/24', userAgent: 'a test' };
const signIn = (at: number): SignIn => ({
  ...{ userId: 'ann', id: ulid(at), at, event: 'login', result: 'succeeded' },
  ...device,
});

describe('the sign-ins of a user', () => {
  let tables: FreshTables;
  let signIns: SignIns;
  beforeEach(async () => {
    tables = await memoryTables();
    signIns = new SignIns(tables.documents, tables.sessions);
  });
  afterEach(() => tables.close());

  it('are the newest ones, the newest first', async () => {
    for (let n = 0; n < MOST_SIGN_INS + 5; n++) await signIns.add(signIn(NOW + n));
    const found = await signIns.of('ann', NOW + 1_000);
    expect(found).toHaveLength(MOST_SIGN_INS);
    expect(found.slice(0, 2).map(({ at }) => at)).toEqual([NOW + MOST_SIGN_INS + 4, NOW + MOST_SIGN_INS + 3]);
    expect(found[0]).toMatchObject({ event: 'login', result: 'succeeded', ...device });
  });

  it('are gone after 30 days', async () => {
    await signIns.add(signIn(NOW));
    expect(await signIns.of('ann', NOW + SIGN_INS_STORED_MS - 1)).toHaveLength(1);
    expect(await signIns.of('ann', NOW + SIGN_INS_STORED_MS)).toEqual([]);
  });

  it('are no sessions, and end with none', async () => {
    const sessions = new Sessions(tables.documents, tables.sessions);
    await signIns.add(signIn(NOW));
    expect(await sessions.of('ann', NOW)).toMatchObject({ sessions: [] });
    expect(await sessions.endBelow('ann', await sessions.raiseGeneration('ann'))).toBe(0);
    expect(await signIns.of('ann', NOW)).toHaveLength(1);
  });

  it('of nobody are of no user, and expire at once', async () => {
    const { userId: _, ...ofNobody } = signIn(NOW);
    await noteNobody(signIns, ofNobody);
    expect(await signIns.of('ann', NOW)).toEqual([]);
    expect(await signIns.of(`?${ofNobody.id}`, NOW)).toEqual([]);
    expect((await tables.contents())[tables.sessions]).toHaveLength(1);
  });

  it('that cannot be stored stop no login', async () => {
    const broken = { add: () => Promise.reject(new Error('the table does not respond')) };
    await expect(noteSignIn(broken, signIn(NOW))).resolves.toBeUndefined();
  });
});
