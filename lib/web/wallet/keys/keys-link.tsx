import { KEYS } from '../../texts/keys.ts';
import { Card } from '../../ui/card.tsx';
import { addresses } from '../addresses.ts';

/** Leads to the keys of the person. */
export function KeysLink() {
  return (
    <Card title={KEYS.title}>
      <p class="text-quiet mb-4 text-sm">{KEYS.lead}</p>
      <a class="btn w-full" href={addresses.keys}>
        {KEYS.link}
      </a>
    </Card>
  );
}
