import { computed } from '@preact/signals';
import { newKey } from 'mib/client';
import { Intents } from '../intent.ts';
import { session } from '../session.ts';
import type { IntentStorage } from '../stored-intents.ts';

/** The name of the draft of a payment. Each user of a browser has their own. */
export const payDraft = computed(() => `pay.${session.value?.login ?? ''}`);

/** The intents to pay of the person. All tabs share them, so that one intent is paid once. */
export const intents = computed(() => {
  const owner = session.value?.login ?? '';
  return new Intents({ storage: storage(), owner, newKey, now: () => Date.now() });
});

/** A browser may refuse even to name its storage. Then intents last as long as the page. */
export function storage(): IntentStorage {
  try {
    return localStorage;
  } catch {
    return { length: 0, key: () => null, getItem: () => null, setItem: refuse, removeItem: () => undefined };
  }
}

function refuse(): never {
  throw new Error('this browser stores nothing');
}
