import { deadlineFrom } from '../../../lib/domain/deadline.ts';
import type { UnchangingWorld } from '../../support/in-process/unchanging-world.ts';
import { type Hold, shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';

/** A shard validates the orchestrator's input too. What it refuses changes nothing. */
export function shardBadInput(given: () => UnchangingWorld): void {
  describe('a shard refuses', () => {
    const shard = shardSteps(() => given().world);
    const hold = (): Hold => ({
      tx: 'a-transaction',
      wallet: given().wallet,
      amount: '-1',
      deadline: deadlineFrom(Date.now()),
    });

    it.each<[string, unknown]>([
      ['0', '-0'],
      ['without a sign', '5'],
      ['with two signs', '--5'],
      ['a fraction', '-1.5'],
      ['of 19 digits', `-${'1'.repeat(19)}`],
      ['a number', -5],
      ['null', null],
    ])('an amount %s', async (_, amount) => {
      then.isProblem(await shard.reserve(1, { ...hold(), amount }), 400, 'invalid_input', ['amount']);
    });

    it.each<[string, unknown]>([
      ['in words', 'tomorrow'],
      ['of 16 digits', '1'.repeat(16)],
      ['negative', -1],
      ['a fraction', 1.5],
      ['null', null],
    ])('a deadline %s', async (_, deadline) => {
      then.isProblem(await shard.reserve(1, { ...hold(), deadline }), 400, 'invalid_input', ['deadline']);
      then.isProblem(await shard.rollback(1, { ...hold(), deadline }), 400, 'invalid_input', ['deadline']);
    });

    it.each([
      ['empty', ''],
      ['of 65 characters', 'x'.repeat(65)],
      ['with a dot, like a path in the item', 'a.b'],
      ['with a space', 'a b'],
      ['that would reach the prototype', '__proto__.x'],
    ])('a transaction id %s', async (_, tx) => {
      const fields = ['transaction_id'];
      then.isProblem(await shard.reserve(1, { ...hold(), tx }), 400, 'invalid_input', fields);
      then.isProblem(await shard.commit(1, { ...hold(), tx }), 400, 'invalid_input', fields);
      then.isProblem(await shard.rollback(1, { ...hold(), tx }), 400, 'invalid_input', fields);
    });

    it.each([
      ['with letters', '1a'],
      ['of 513 digits', '1'.repeat(513)],
      ['negative', '-1'],
    ])('a wallet id %s', async (_, wallet) => {
      const fields = ['wallet_id'];
      then.isProblem(await shard.createWallet(1, wallet), 400, 'invalid_input', fields);
      then.isProblem(await shard.reserve(1, { ...hold(), wallet }), 400, 'invalid_input', fields);
      then.isProblem(await shard.commit(1, { ...hold(), wallet }), 400, 'invalid_input', fields);
      then.isProblem(await shard.rollback(1, { ...hold(), wallet }), 400, 'invalid_input', fields);
      then.isProblem(await shard.balance(1, wallet), 400, 'invalid_input', fields);
    });

    it.each(['true', 1, null])('a debit_held %j', async (debitHeld) => {
      then.isProblem(await shard.reserve(1, { ...hold(), debitHeld }), 400, 'invalid_input', ['debit_held']);
    });

    const list = (name: string, legs: unknown, more: object = {}) =>
      shard.send(1, 'POST', `/api/${name}`, { transaction_id: 'a-transaction', legs, ...more });
    const leg = () => ({ wallet_id: given().wallet, amount: '-1' });
    const deadline = () => deadlineFrom(Date.now());

    it.each<[string, () => unknown, string[]]>([
      ['empty', () => [], ['legs']],
      [
        'of 12 legs',
        () => Array.from({ length: 12 }, (_, n) => ({ ...leg(), wallet_id: String(2 * n + 1) })),
        ['legs'],
      ],
      ['with a wallet twice', () => [leg(), leg()], ['legs']],
      ['that is an object', () => leg(), ['legs']],
      ['of a leg without a wallet', () => [{ amount: '-1' }], ['legs[0].wallet_id']],
      ['of a leg without an amount', () => [{ wallet_id: '1' }], ['legs[0].amount']],
      ['of a leg with an unknown field', () => [{ ...leg(), note: 'x' }], ['legs[0].note']],
    ])('a list %s', async (_, legs, fields) => {
      then.isProblem(await list('reserve', legs(), { deadline: deadline() }), 400, 'invalid_input', fields);
      then.isProblem(await list('commit', legs()), 400, 'invalid_input', fields);
    });

    it('a list beside a wallet', async () => {
      const body = { deadline: deadline(), wallet_id: given().wallet };
      const response = await list('rollback', [{ wallet_id: given().wallet }], body);
      then.isProblem(response, 400, 'invalid_input', ['legs']);
    });

    it.each([
      ['a credit', { amount: '+1', held: '+2' }],
      ['more than is held', { amount: '-3', held: '-2' }],
      ['an amount that is not said', { held: '-2' }],
      ['a credit from a debit', { amount: '+1', held: '-2' }],
    ])('to commit a part of a hold: %s', async (_, said) => {
      const body = { transaction_id: 'a-transaction', wallet_id: given().wallet, ...said };
      then.isProblem(await shard.send(1, 'POST', '/api/commit', body), 400, 'invalid_input', ['held']);
    });

    it.each(['createwallet', 'reserve', 'commit', 'rollback'])('a body of %s that is not an object', async (route) => {
      then.isProblem(await shard.send(1, 'POST', `/api/${route}`, ['1']), 400, 'invalid_input', ['body']);
    });

    it('an unknown field, such as a credit limit for a new wallet', async () => {
      const body = { wallet_id: '123456789', credit_limit: '1000000' };
      then.isProblem(await shard.send(1, 'POST', '/api/createwallet', body), 400, 'invalid_input', ['credit_limit']);
    });
  });
}
