import { itemOfText, textOfItem } from '../../lib/store/moved-item.ts';

const ITEM = {
  wallet_id: '7',
  spendable: -(10n ** 37n),
  holds: { 'tx-1': { commit_adds: 5n, deadline: 1_795_412_345_678n }, 'tx-2': {} },
  is_open: true,
  closed_at: null,
  empty: '',
  list: [1n, 'one', [{ deep: [false] }]],
  texts: new Set(['a', 'b']),
  numbers: new Set([1n, 2n]),
};

describe('The text of an item that moves', () => {
  it('is read as the same item, with every kind of value that is in it', () => {
    expect(itemOfText(textOfItem(ITEM))).toEqual(ITEM);
  });

  it.each<[string, object]>([
    ['a fraction', { amount: 0.5 }],
    ['a fraction inside', { holds: { 'tx-1': { amount: [0.5] } } }],
    ['bytes', { hash: new Uint8Array(3) }],
    ['a number of more than 38 digits', { amount: 10n ** 38n }],
  ])('is not made of an item with %s, which it would change', (_, item) => {
    expect(() => textOfItem(item)).toThrow(expect.objectContaining({ name: '$ZodError' }));
  });

  it.each<[string, string]>([
    ['JSON', '{'],
    ['an object', '[]'],
    ['values with a type', '{"wallet_id":"7"}'],
    ['a known type', '{"hash":{"B":"AAAA"}}'],
    ['one type a value', '{"wallet_id":{"S":"7","N":"7"}}'],
    ['any type', '{"wallet_id":{}}'],
    ['digits in a number', '{"spendable":{"N":"1e3"}}'],
    ['a text in a text', '{"wallet_id":{"S":7}}'],
    ['an element in a set', '{"texts":{"SS":[]}}'],
    ['true in a null', '{"closed_at":{"NULL":false}}'],
    ['a known type inside', '{"holds":{"M":{"tx-1":{"M":{"deadline":{"X":"1"}}}}}}'],
    ['a list in a list', '{"list":{"L":{"0":{"S":"7"}}}}'],
    ['a plain name', '{"holds":{"M":{"__proto__":{"M":{}}}}}'],
  ])('is none without %s', (_, text) => {
    expect(itemOfText(text)).toBeUndefined();
  });
});
