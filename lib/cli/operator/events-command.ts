import { Command } from 'commander';
import { readEnvironment, required } from '../../config/environment.ts';
import { EventBus } from '../../remote/event-bus.ts';
import { documents } from '../../store/documents.ts';
import { Journal } from '../../store/journal/journal.ts';
import { WalletEvents } from '../../store/wallet-events.ts';
import { eventsIn } from '../../usecases/events-in.ts';
import { publishAgain } from '../../usecases/publish-events.ts';
import { connect, type OperatorOptions } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { readSpan } from './time-span.ts';

/**
 * `events republish`: publishes events again that subscribers may have missed.
 * @param options the program's global options
 */
export function eventsCommand(options: () => OperatorOptions): Command {
  const events = new Command('events').description('Manages the events of transfers and wallets.');
  changing(
    events
      .command('republish')
      .description(
        'Publishes the events of a time span again: of transfers that became final or were authorised, and of wallets that were frozen, unfrozen or closed. Reads the whole journal.',
      )
      .requiredOption('--since <time>', 'the start, for example 2026-11-23T09:00:00Z')
      .option('--until <time>', 'the end, excluded; default: now'),
    { options },
    async (flags: { since: string; until?: string }) => {
      connect(options());
      const env = readEnvironment({ JOURNAL_TABLE: required, WALLET_EVENTS_TABLE: required, EVENT_BUS: required });
      const span = readSpan(flags, Date.now());
      const db = documents();
      const stores = {
        journal: new Journal(db, env.JOURNAL_TABLE),
        walletEvents: new WalletEvents(db, env.WALLET_EVENTS_TABLE),
      };
      const published = await publishAgain(new EventBus(env.EVENT_BUS), eventsIn(stores, span));
      if (options().json) json({ published });
      else console.log(`published ${published} events again`);
    },
  );
  return events;
}
