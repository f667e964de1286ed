import { TEXTS } from '../texts/console/common.ts';
import { Announcer } from '../ui/announce.tsx';
import { Page } from '../ui/page.tsx';
import { Logo } from '../ui/shell.tsx';
import { Command } from './parts/command.tsx';

/** What a browser sees that has not opened the printed address. */
export function NoSession() {
  return (
    <main>
      <Page title={TEXTS.noSession.title}>
        <div class="flex flex-col gap-4">
          <Logo />
          <p>{TEXTS.noSession.detail}</p>
          <Command text={TEXTS.noSession.command} />
        </div>
      </Page>
      <Announcer />
    </main>
  );
}
