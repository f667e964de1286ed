import { declared } from './declared.ts';
import { TO_A_USER } from './everyday-names.ts';
import { EXPECTED_ROW, EXPECTED_WORK } from './expected-work.ts';
import { announcement, bill, delivery, logBytes, ours, sum, TAKEN_TOGETHER, textbook, userEvent } from './price.ts';
import { filled } from './publish.ts';
import { serverlessFile } from './serverless-file.ts';

const transfer = EXPECTED_WORK['transfer between shards'];

describe('a million transfers', () => {
  it('cost less than 18 USD with their statements, and less than a tenth of the textbook design', async () => {
    if (!transfer) throw new Error('no transfer is expected');
    const files = await declared();
    const price = sum(bill(ours(transfer, EXPECTED_ROW, files)));
    expect(price).toBeLessThan(17.7);
    expect(sum(bill(textbook(transfer, files)))).toBeGreaterThan(10 * price);
  });

  it('cost about 1.5 USD more for a webhook or a rule: an event and a message for each', async () => {
    const items = bill(announcement(await declared()));
    const quantityOf = (name: string) => items.find(({ price }) => price === name)?.quantity;
    expect(quantityOf('event')).toBe(1_000_000);
    expect(quantityOf('sqsRequest')).toBeCloseTo(1_200_000);
    expect(quantityOf('lambdaRequest')).toBeCloseTo(100_000);
    expect(sum(items)).toBeCloseTo(1.5025, 3);
  });

  it('are billed with the batches of deliver that the serverless file declares', async () => {
    expect(await serverlessFile('serverless.yml')).toMatchObject({
      functions: { deliver: { events: [{ sqs: { batchSize: TAKEN_TOGETHER } }] } },
    });
  });

  it('cost less than half a USD more for each subscription', async () => {
    const usd = sum(bill(delivery(await declared())));
    expect(usd).toBeGreaterThan(0.3);
    expect(usd).toBeLessThan(0.5);
  });

  it('cost about 2 USD more for the webhook of a user: the owners, the webhook and its secrets are read', async () => {
    const work = EXPECTED_WORK[TO_A_USER];
    if (!work) throw new Error('no event is expected');
    const usd = sum(bill(userEvent(work, await declared())));
    expect(usd).toBeGreaterThan(1.5);
    expect(usd).toBeLessThan(2.5);
  });

  it('cost less than a USD more if each is waited for', async () => {
    const waitedFor = EXPECTED_WORK['transfer that is waited for'];
    if (!transfer || !waitedFor) throw new Error('no transfer is expected');
    const files = await declared();
    const more = sum(bill(ours(waitedFor, EXPECTED_ROW, files))) - sum(bill(ours(transfer, EXPECTED_ROW, files)));
    expect(more).toBeGreaterThan(0.5);
    expect(more).toBeLessThan(1);
  });

  it('are billed by quantity times list price', () => {
    expect(bill([['httpRequest', 5]])).toEqual([{ price: 'httpRequest', quantity: 5_000_000, usd: 5 }]);
  });

  it('include the log lines that the serverless files let Lambda write', async () => {
    if (!transfer) throw new Error('no transfer is expected');
    const files = await declared();
    expect(files.platformLines).toBe(false);
    expect(logBytes(transfer, { ...files, platformLines: true })).toBeGreaterThan(1.8 * logBytes(transfer, files));
  });

  it('include an access log of the orchestrator, and none of the shards', async () => {
    if (!transfer) throw new Error('no transfer is expected');
    const files = await declared();
    expect(files.shardsLogRequests).toBe(false);
    expect(logBytes(transfer, { ...files, shardsLogRequests: true })).toBeGreaterThan(logBytes(transfer, files) + 700);
  });
});

describe('the page of the results', () => {
  it('gets its tables between its marks and is otherwise unchanged', () => {
    const page = 'before\n<!-- a -->\nold\n<!-- /a -->\nafter $1';
    const first = filled(page, { a: 'new $&' });
    expect(first).toBe('before\n<!-- a -->\nnew $&\n<!-- /a -->\nafter $1');
    expect(filled(first, { a: 'newer' })).toBe('before\n<!-- a -->\nnewer\n<!-- /a -->\nafter $1');
  });

  it('is an error without such a mark', () => {
    expect(() => filled('nothing', { a: 'new' })).toThrow('no place for a');
  });
});
