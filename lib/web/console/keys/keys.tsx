import { KEYS } from '../../texts/console/keys.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import type { Keys } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import type { KeySet } from './rotation.ts';
import { Wizard } from './wizard.tsx';

const EVERY_MS = 10_000;

/** Every set of keys, and their rotation step by step. */
export function KeysPage() {
  const known = useLive('keys', {}, EVERY_MS);
  const { command } = useStage();
  return (
    <Page title={KEYS.title} wide>
      <div class="flex flex-col gap-4">
        <Loaded known={known} height="h-96">
          {(keys) => <KeySets keys={keys} />}
        </Loaded>
        <Command text={`${command} keys list`} />
      </div>
    </Page>
  );
}

function KeySets({ keys: { sets, changeable } }: { keys: Keys }) {
  return (
    <>
      {!changeable && <Notice title={KEYS.local.title}>{KEYS.local.text}</Notice>}
      {sets.map((set) => (
        <Card key={set.set} title={KEYS.sets[set.set].name}>
          <p class="text-quiet -mt-2 text-sm">{KEYS.sets[set.set].text}</p>
          <ul class="flex flex-col gap-2">
            {set.keys.map((key) => (
              <KeyRow key={key.kid} of={key} />
            ))}
          </ul>
          <h3 class="font-medium">{KEYS.rotation}</h3>
          <Wizard set={set} changeable={changeable} />
        </Card>
      ))}
    </>
  );
}

const TONES: Record<KeySet['keys'][number]['role'], Tone> = {
  signs: 'good',
  next: 'busy',
  old: 'quiet',
  retired: 'quiet',
  revoked: 'bad',
};

function KeyRow({ of }: { of: KeySet['keys'][number] }) {
  const { kid, role, added_at, replaced_at, retired_at, revoked_at, missing_at } = of;
  const gone = retired_at ?? revoked_at;
  return (
    <li class="border-base-300 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-xl border p-3 text-sm">
      <code class="min-w-0 font-medium [overflow-wrap:anywhere]">{kid}</code>
      <Badge tone={TONES[role]} icon={role === 'signs' ? 'key' : 'clock'} text={KEYS.roles[role]} />
      <span class="text-quiet">{KEYS.roleTexts[role]}</span>
      <span class="text-quiet ml-auto text-xs">
        {gone === undefined ? (
          <>
            {KEYS.added} {added_at === undefined ? KEYS.longAgo : <Time at={added_at} as="short" />}
          </>
        ) : (
          <>
            {KEYS.roles[role]} <Time at={gone} as="short" />
          </>
        )}
        {replaced_at !== undefined && (
          <>
            {' · '}
            {KEYS.replaced} <Time at={replaced_at} as="short" />
          </>
        )}
      </span>
      {missing_at.length > 0 && <p class="text-error w-full font-medium">{KEYS.missing(missing_at)}</p>}
    </li>
  );
}
