import { assertSizes } from '../../lib/lambda/http/sizes.ts';

describe('The size of a body', () => {
  it('is counted in bytes', () => {
    const body = 'я'.repeat(32 * 1024);
    expect(() => assertSizes({ headers: {}, body })).not.toThrow();
    expect(() => assertSizes({ headers: {}, body: `${body}.` })).toThrow(
      expect.objectContaining({ code: 'payload_too_large' }),
    );
  });

  it.each([[undefined], [null], [false]])('is zero where serverless-offline has %s', (body) => {
    expect(() => assertSizes({ headers: {}, body })).not.toThrow();
  });
});
