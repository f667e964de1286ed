import { Command } from 'commander';
import { readEnvironment, required } from '../../config/environment.ts';
import { EventBus } from '../../remote/event-bus.ts';
import { documents } from '../../store/documents.ts';
import { eventsIn } from '../../store/journal/events.ts';
import { Journal } from '../../store/journal/journal.ts';
import { publishAgain } from '../../usecases/publish-events.ts';
import { connect, type OperatorOptions } from './connection.ts';
import { json } from './print.ts';
import { readSpan } from './time-span.ts';

/**
 * `events republish`: publishes events again that subscribers may have missed.
 * @param options the program's global options
 */
export function eventsCommand(options: () => OperatorOptions): Command {
  const events = new Command('events').description('Manages the events of transfers.');
  events
    .command('republish')
    .description(
      'Publishes the events of a time span again: of transfers that became final or were authorised. Reads the whole journal.',
    )
    .requiredOption('--since <time>', 'the start, for example 2026-11-23T09:00:00Z')
    .option('--until <time>', 'the end, excluded; default: now')
    .action(async (flags: { since: string; until?: string }) => {
      connect(options());
      const env = readEnvironment({ JOURNAL_TABLE: required, EVENT_BUS: required });
      const span = readSpan(flags, Date.now());
      const published = await publishAgain(
        new EventBus(env.EVENT_BUS),
        eventsIn(new Journal(documents(), env.JOURNAL_TABLE), span),
      );
      if (options().json) json({ published });
      else console.log(`published ${published} events again`);
    });
  return events;
}
