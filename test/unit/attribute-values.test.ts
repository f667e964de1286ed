import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { attributesOf, plainOf } from '../support/memory-dynamodb/attribute-values.ts';

const VALUES = {
  text: 'a',
  empty: '',
  whole: 12,
  negative: -3n,
  large: 10n ** 30n,
  no: false,
  nothing: null,
  list: ['a', 1n, [true], { in: 'list' }],
  map: { deep: { deeper: 'x', left: undefined }, empty: {} },
  set: new Set(['a', 'b']),
  left: undefined,
};

describe('the attributes that the tests send to a database in memory', () => {
  it('are those that the SDK makes', () => {
    expect(attributesOf(VALUES)).toEqual(marshall(VALUES, { removeUndefinedValues: true }));
  });

  it('are received as the SDK receives them', () => {
    const attributes = marshall(VALUES, { removeUndefinedValues: true });
    expect(plainOf(attributesOf(VALUES))).toEqual(unmarshall(attributes, { wrapNumbers: BigInt }));
  });

  it('have binary values in base64', () => {
    const bytes = Buffer.from([1, 2, 255]);
    expect(attributesOf({ bytes })).toEqual({ bytes: { B: bytes.toString('base64') } });
    expect(plainOf(attributesOf({ bytes }))).toEqual({ bytes });
  });

  it.each([1.5, Number.NaN, 2 ** 60])('are refused, or have the number, as by the SDK: %p', (number) => {
    const made = (make: () => unknown) => {
      try {
        return make();
      } catch (error) {
        return String(error);
      }
    };
    expect(made(() => attributesOf({ number }))).toEqual(made(() => marshall({ number })));
  });
});
