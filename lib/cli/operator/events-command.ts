import { Command } from 'commander';
import * as z from 'zod';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { EventBus } from '../../remote/event-bus.ts';
import { documents } from '../../store/documents.ts';
import { eventsFinishedIn } from '../../store/journal/events.ts';
import { Journal } from '../../store/journal/journal.ts';
import { publishAgain } from '../../usecases/publish-events.ts';
import { connect } from './connection.ts';
import { json } from './print.ts';

/** A time as a person writes it, in ms since 1970. */
const Time = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not a time, such as 2026-11-23T09:00:00Z or 2026-11-23',
  })
  .transform((text) => Date.parse(text));

/**
 * `events republish`: publishes once more what receivers may have missed.
 * @param options what the program was told
 */
export function eventsCommand(options: () => { stage: string; data: string; json: boolean }): Command {
  const events = new Command('events').description('what others hear of transfers');
  events
    .command('republish')
    .description('publishes the transfers once more that came to their end within a span; reads the whole journal')
    .requiredOption('--since <time>', 'from when on, for example 2026-11-23T09:00:00Z')
    .option('--until <time>', 'to when, not included; now if it is left out')
    .action(async (flags: { since: string; until?: string }) => {
      connect(options());
      const env = readEnvironment({ JOURNAL_TABLE: required, EVENT_BUS: required });
      const span = readSpan(flags, Date.now());
      const published = await publishAgain(
        new EventBus(env.EVENT_BUS),
        eventsFinishedIn(new Journal(documents(), env.JOURNAL_TABLE), span),
      );
      if (options().json) json({ published });
      else console.log(`${published} events published once more`);
    });
  return events;
}

function readSpan(flags: { since: string; until?: string }, now: number): { since: number; until: number } {
  const [since, until] = [Time.safeParse(flags.since), Time.default(now).safeParse(flags.until)];
  const problems = [
    ...(since.success ? [] : since.error.issues.map(({ message }) => `--since ${message}`)),
    ...(until.success ? [] : until.error.issues.map(({ message }) => `--until ${message}`)),
  ];
  if (!since.success || !until.success) throw new ConfigurationError(problems);
  if (since.data >= until.data) throw new ConfigurationError(['--since is not before --until']);
  return { since: since.data, until: until.data };
}
