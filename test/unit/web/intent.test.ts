import fc from 'fast-check';
import { type IntentContent, Intents } from '../../../lib/web/wallet/intent.ts';
import type { IntentStorage } from '../../../lib/web/wallet/stored-intents.ts';

const HOUR = 3_600_000;
const RENT = { from: '41', payees: [{ to: '42', amount: '250' }], reference: 'INV-1' } satisfies IntentContent;
/** The same with another payee or amount. */
const paying = (...payees: { to: string; amount: string }[]) => ({ ...RENT, payees });
const ORDER = [{ key: 'order', value: '6735' }];
const amountOf = ({ payees }: IntentContent) => payees[0]?.amount ?? '';

/** A browser whose tabs share a storage and a clock. */
function browser() {
  const items = new Map<string, string>();
  let now = 1_000_000;
  let keys = 0;
  const storage: IntentStorage = {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
  const tab = (owner = 'ann', own = storage) =>
    new Intents({ storage: own, owner, newKey: () => `key-${++keys}`, now: () => now });
  return { items, storage, tab, wait: (ms: number) => (now += ms) };
}

interface Step {
  readonly tab: number;
  readonly content: IntentContent;
  readonly does: 'confirm' | 'press' | 'reload' | 'again' | 'wait';
  readonly isLost: boolean;
}

/**
 * People press buttons in three tabs, and the API accepts one payment for each key, which it forgets
 * after 24 hours.
 * @returns the payments of each key, and for each content the payments and how often the person said
 * "again"
 */
function played(steps: readonly Step[]) {
  const { tab, wait } = browser();
  const tabs = [tab(), tab(), tab()];
  /** The confirmations that the tabs show. */
  const confirmed = new Map<string, string>();
  const accepted = new Map<string, number>();
  const payments: { key: string; amount: string }[] = [];
  const agains: string[] = [];
  let clock = 0;
  for (const { tab: number, content, does, isLost } of steps) {
    const intents = tabs[number] ?? tab();
    const form = `${number} ${amountOf(content)}`;
    const key = confirmed.get(form);
    if (does === 'wait') wait(10 * HOUR);
    if (does === 'wait') clock += 10 * HOUR;
    if (does === 'reload') tabs[number] = tab();
    if (does === 'confirm') confirmed.set(form, intents.of(content).key);
    if (does === 'again' && intents.of(content).key !== intents.again(content).key) agains.push(amountOf(content));
    if (does !== 'press' || key === undefined) continue;
    const intent = intents.sending(content, key);
    if (intent.state !== 'sent' || intent.key !== key) continue;
    if (clock - (accepted.get(key) ?? Number.NEGATIVE_INFINITY) >= 24 * HOUR) {
      accepted.set(key, clock);
      payments.push({ key, amount: amountOf(content) });
    }
    if (!isLost) intents.accepted(content, key, `TX of ${key}`);
  }
  return { payments, agains };
}

const steps = (...does: Step['does'][]) =>
  fc.array(
    fc.record({
      tab: fc.nat({ max: 2 }),
      content: fc.constantFrom<IntentContent>(RENT, paying({ to: '42', amount: '7' })),
      does: fc.constantFrom('confirm', 'press', ...does),
      isLost: fc.boolean(),
    }),
    { maxLength: 40 },
  );

describe('An intent to pay', () => {
  it('has one key for a double click, a reload and a second tab', () => {
    const { tab } = browser();
    const first = tab();
    const { key } = first.of(RENT);
    expect(first.sending(RENT, key)).toMatchObject({ state: 'sent', key });
    expect(first.sending(RENT, key)).toMatchObject({ state: 'sent', key });
    expect(tab().of({ ...RENT, note: '' })).toMatchObject({ state: 'sent', key });
  });

  it('is paid in every tab once it is in one: another click shows the transfer', () => {
    const { tab } = browser();
    const [one, two] = [tab(), tab()];
    const { key } = one.of(RENT);
    expect(two.of(RENT).key).toBe(key);
    one.sending(RENT, key);
    one.accepted(RENT, key, 'TX1');
    expect(two.sending(RENT, key)).toMatchObject({ state: 'paid', TxID: 'TX1' });
  });

  it('is another one if the content differs, and the same if only its spelling does', () => {
    const { tab } = browser();
    const intents = tab();
    const cafe = { ...RENT, reference: 'Caf\u00e9' };
    const { key } = intents.of(cafe);
    const spelled = { ...paying({ to: '42', amount: '0250' }), reference: 'Cafe\u0301' };
    expect(intents.of(spelled).key).toBe(key);
    const others = [
      { to: '042', amount: '250' },
      { to: '42', amount: '251' },
    ].map((payee) => paying(payee));
    for (const change of [
      ...others.map(({ payees }) => ({ payees })),
      { note: 'x' },
      { reference: '' },
      { from: '7' },
    ]) {
      expect(intents.of({ ...cafe, ...change }).key).not.toBe(key);
    }
  });

  it('to several payees is of all of them with their amounts, and is found again after a reload', () => {
    const { tab, items } = browser();
    const [bob, eve] = [
      { to: '42', amount: '250' },
      { to: '43', amount: '7' },
    ];
    const { key } = tab().of(paying(bob, eve));
    for (const other of [
      paying(bob),
      paying(eve, bob),
      paying(bob, { ...eve, amount: '8' }),
      paying(bob, eve, { to: '1', amount: '1' }),
    ]) {
      expect(tab().of(other).key).not.toBe(key);
    }
    expect(tab().of(paying(bob, { ...eve, amount: '07' })).key).toBe(key);
    tab().sending(paying(bob, eve), key);
    expect(tab().unfinished()).toMatchObject([{ content: paying(bob, eve), intent: { state: 'sent', key } }]);
    expect([...items.keys()]).toContain('mib.intent.ann.["41","42","250","INV-1",""]');
  });

  it('that holds the money first is another one for each end, and is found after a reload', () => {
    const { tab } = browser();
    const until = { ...RENT, holdUntil: '2026-11-30T10:15:00.000Z' };
    const { key } = tab().of(until);
    expect(tab().of(until).key).toBe(key);
    const others = [RENT, { ...RENT, holdUntil: '2026-11-30T10:16:00.000Z' }, { ...until, metadata: ORDER }];
    for (const other of others) expect(tab().of(other).key).not.toBe(key);
    for (const content of [until, { ...until, metadata: ORDER }]) tab().sending(content, tab().of(content).key);
    expect(
      tab()
        .unfinished()
        .map(({ content }) => content),
    ).toEqual([until, { ...until, metadata: ORDER }]);
  });

  it('has its metadata, in any order of the keys, and is found with them after a reload', () => {
    const { tab } = browser();
    const [order, customer] = [
      { key: 'order', value: '1' },
      { key: 'customer', value: 'c' },
    ];
    for (const payees of [
      [{ to: '42', amount: '1' }],
      [
        { to: '42', amount: '1' },
        { to: '43', amount: '2' },
      ],
    ]) {
      const content = { ...paying(...payees), metadata: [order, customer] };
      const { key } = tab().of(content);
      expect(tab().of({ ...content, metadata: [customer, { key: '', value: '' }, order] }).key).toBe(key);
      expect(tab().of(paying(...payees)).key).not.toBe(key);
      expect(tab().of({ ...content, metadata: [order] }).key).not.toBe(key);
      tab().sending(content, key);
      const stored = { ...content, metadata: [customer, order] };
      expect(
        tab()
          .unfinished()
          .map((one) => one.content),
      ).toContainEqual(stored);
    }
  });

  it('is once more only if the person says so, and the old form then confirms anew', () => {
    const { tab } = browser();
    const intents = tab();
    const { key } = intents.of(RENT);
    expect(intents.again(RENT).key).toBe(key);
    intents.sending(RENT, key);
    expect(intents.again(RENT)).toMatchObject({ state: 'sent', key });
    intents.accepted(RENT, key, 'TX1');
    const second = intents.again(RENT);
    expect(second).toMatchObject({ state: 'ready' });
    expect(second.key).not.toBe(key);
    expect(intents.sending(RENT, key)).toEqual(second);
  });

  it('is uncertain when its key is about to be forgotten, and is never sent again by itself', () => {
    const { tab, wait } = browser();
    const { key } = tab().of(RENT);
    tab().sending(RENT, key);
    wait(22 * HOUR);
    expect(tab().sending(RENT, key).state).toBe('sent');
    wait(HOUR);
    expect(tab().sending(RENT, key).state).toBe('uncertain');
    expect(tab().unfinished()).toMatchObject([{ content: RENT, intent: { state: 'uncertain' } }]);
    expect(tab().again(RENT).state).toBe('ready');
  });

  it('counts the life of its key from the first request', () => {
    const { tab, wait } = browser();
    const { key } = tab().of(RENT);
    wait(22 * HOUR);
    tab().sending(RENT, key);
    wait(22 * HOUR);
    expect(tab().sending(RENT, key).state).toBe('sent');
  });

  it('is not sent by a form that stood open for days', () => {
    const { tab, wait } = browser();
    const open = tab();
    const { key } = open.of(RENT);
    open.sending(RENT, key);
    open.accepted(RENT, key, 'TX1');
    wait(48 * HOUR);
    expect(open.sending(RENT, key)).toMatchObject({ state: 'ready' });
  });

  it('is uncertain after the API says that its key was used for something else', () => {
    const { tab } = browser();
    const { key } = tab().of(RENT);
    tab().sending(RENT, key);
    tab().reused(RENT, key);
    expect(tab().sending(RENT, key).state).toBe('uncertain');
  });

  it('is forgotten when its content is refused, when it is old, and when the user logs out', () => {
    const { tab, wait, items } = browser();
    const { key } = tab().of(RENT);
    tab().refused(RENT, 'the key of another form');
    expect(items.size).toBe(1);
    tab().refused(RENT, key);
    expect(items.size).toBe(0);

    tab().sending(RENT, tab().of(RENT).key);
    tab('bob').of(RENT);
    wait(8 * 24 * HOUR);
    expect(tab().unfinished()).toEqual([]);
    expect(items.size).toBe(1);
    tab('bob').of(RENT);
    tab().of(RENT);
    tab().forget();
    expect([...items.keys()].every((name) => name.startsWith('mib.intent.bob.'))).toBe(true);
  });

  it('survives whatever else is in the storage', () => {
    const { tab, items } = browser();
    const { key } = tab().of(RENT);
    const [name = ''] = items.keys();
    for (const text of ['', '{', 'null', '[]', '{"state":"paid","key":"k","since":1}', '{"state":"lost"}']) {
      items.set(name, text);
      items.set('mib.intent.ann.not JSON', text);
      expect(tab().unfinished()).toEqual([]);
      expect(tab().of(RENT).key).not.toBe(key);
    }
  });

  it('has one key in its tab if the browser stores nothing', () => {
    const refusing: IntentStorage = {
      get length(): number {
        throw new Error('SecurityError');
      },
      key: () => null,
      getItem: () => {
        throw new Error('SecurityError');
      },
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => {
        throw new Error('SecurityError');
      },
    };
    const intents = browser().tab('ann', refusing);
    const { key } = intents.of(RENT);
    expect(intents.sending(RENT, key)).toMatchObject({ state: 'sent', key });
    expect(intents.unfinished()).toHaveLength(1);
    intents.forget();
    expect(intents.of(RENT).key).not.toBe(key);
  });

  it('is never paid twice, whatever the tabs do and whatever responses are lost', () => {
    fc.assert(
      fc.property(steps('reload', 'again'), (taken) => {
        const { payments, agains } = played(taken);
        for (const amount of [amountOf(RENT), '7']) {
          const times = payments.filter((payment) => payment.amount === amount).length;
          expect(times).toBeLessThanOrEqual(1 + agains.filter((one) => one === amount).length);
        }
      }),
    );
  });

  it('is never paid twice under one key, however long its tabs stand open', () => {
    fc.assert(
      fc.property(steps('reload', 'again', 'wait', 'wait'), (taken) => {
        const keys = played(taken).payments.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
