import { labelOf } from '../../../lib/web/ui/problem-view.ts';

const LABELS = { approvers: 'Approvers', metadata: 'Metadata', 'to[1].amount': 'Amount of the second payee' };

describe('the name of a field in a problem', () => {
  it('is that of the form for a list, one of its items and a part of it', () => {
    for (const field of ['approvers', 'approvers[0]', 'approvers[1].wallet_id'])
      expect(labelOf(LABELS, field)).toBe('Approvers');
    expect(labelOf(LABELS, 'metadata.order')).toBe('Metadata');
  });

  it('is its own where the form has one for the item', () => {
    expect(labelOf(LABELS, 'to[1].amount')).toBe('Amount of the second payee');
  });

  it('is not known to a form that has no such field', () => {
    expect(labelOf(LABELS, 'to[0].amount')).toBeUndefined();
  });
});
