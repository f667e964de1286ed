import { APPROVALS } from '../../texts/console/approvals.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { useLive } from '../live/use-live.ts';
import { Card } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { RequestRow } from './request-row.tsx';

const EVERY_MS = 5_000;

/** What waits for a second operator, and what was decided. */
export function ApprovalsPage() {
  const known = useLive('approvals', {}, EVERY_MS);
  return (
    <Page title={APPROVALS.title} wide>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{APPROVALS.intro}</p>
        <Loaded known={known} height="h-72">
          {({ me, requests, command }) => {
            const isPending = ({ state }: (typeof requests)[number]) => state === 'waiting' || state === 'approved';
            const waiting = requests.filter(isPending);
            const decided = requests.filter((request) => !isPending(request));
            return (
              <>
                <p class="text-sm [overflow-wrap:anywhere]">
                  <span class="text-quiet">{APPROVALS.me}</span> {me}
                </p>
                <Card title={APPROVALS.waiting}>
                  {waiting.length === 0 ? (
                    <Empty icon="check" title={APPROVALS.noneWaiting} />
                  ) : (
                    <ul class="flex flex-col">
                      {waiting.map((request) => (
                        <RequestRow key={request.id} request={request} />
                      ))}
                    </ul>
                  )}
                </Card>
                <Card title={APPROVALS.decided}>
                  {decided.length === 0 && <p class="text-quiet text-sm">{APPROVALS.noneDecided}</p>}
                  <ul class="flex flex-col">
                    {decided.map((request) => (
                      <RequestRow key={request.id} request={request} />
                    ))}
                  </ul>
                </Card>
                <Command text={command} />
              </>
            );
          }}
        </Loaded>
      </div>
    </Page>
  );
}
