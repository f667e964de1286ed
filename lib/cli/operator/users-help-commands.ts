import { type Command, InvalidArgumentError } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { passwordCost } from '../../config/password-settings.ts';
import { numberOf } from '../../domain/number-of.ts';
import { beginningOf, type Session } from '../../domain/session.ts';
import type { SignIn } from '../../domain/sign-in.ts';
import { isReservedLogin } from '../../domain/treasury.ts';
import type { User } from '../../store/users.ts';
import { endSessions } from '../../usecases/end-sessions.ts';
import { ownSessions } from '../../usecases/own-sessions.ts';
import { offerReset } from '../../usecases/reset-password.ts';
import { type OperatorOptions, operatorStores } from './connection.ts';
import { iso } from './iso-time.ts';
import { changing, reading } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24;
const MOST_HOURS = 168;

/**
 * `users sessions`, `end-sessions` and `reset-password`.
 * @param users the command that they are part of
 * @param options the program's global options
 * @param found the user of a login
 */
export function addHelpCommands(
  users: Command,
  options: () => OperatorOptions,
  found: (login: string) => Promise<User>,
): void {
  reading(
    users
      .command('sessions')
      .description('Lists the sessions of a user, and their sign-ins of the last 30 days.')
      .argument('<login>'),
    async (login: string) => {
      const { userId } = await found(login);
      const { sessions, signIns } = operatorStores();
      const now = Date.now();
      const shown = {
        sessions: (await ownSessions(sessions, userId, now)).map(shownSession),
        sign_ins: (await signIns.of(userId, now)).map(shownSignIn),
      };
      if (options().json) return json(shown);
      for (const { session_id, begun_at, last_used_at, network, user_agent } of shown.sessions)
        console.log(`session ${session_id} since ${begun_at}, used ${last_used_at} from ${network}: ${user_agent}`);
      for (const { at, event, result, network, user_agent } of shown.sign_ins)
        console.log(`${at}  ${event} ${result} from ${network}: ${user_agent}`);
    },
  );

  changing(
    users
      .command('end-sessions')
      .description('Ends all sessions of a user. They may log in again, and their keys go on.')
      .argument('<login>'),
    { options },
    async (login: string) => {
      const user = await found(login);
      const ended = await endSessions(operatorStores(), user.userId, Date.now());
      if (options().json) json({ login: user.login, ended });
      else console.log(`${numberOf(ended, 'session')} of "${user.login}" ${ended === 1 ? 'is' : 'are'} over`);
    },
  );

  const resettable = (login: string) => {
    if (!isReservedLogin(login)) return found(login);
    throw new ConfigurationError(['the treasury has no password but that of a faucet, which "treasury create" sets']);
  };
  changing(
    users
      .command('reset-password')
      .description(
        'Takes the password of a user away, ends their sessions, and prints a code with which they set a new one.',
      )
      .argument('<login>')
      .option('--hours <number>', `how long the code is valid, at most ${MOST_HOURS}`, hours, DEFAULT_HOURS),
    {
      options,
      // Who has the code has the account. So nobody gets one alone.
      approval: async (login: string, _flags: { hours: number }) => {
        await resettable(login);
        return (await stageSettings(options())).secondPerson;
      },
    },
    async (login: string, flags: { hours: number }) => {
      const user = await resettable(login);
      const made = {
        now: Date.now(),
        forMs: flags.hours * HOUR_MS,
        passwordCost: passwordCost.parse(process.env.PASSWORD_COST),
      };
      const offered = await offerReset(operatorStores(), user, made);
      if (!offered) throw new Error(`user "${login}" is gone`);
      const { code, expiresAt } = offered;
      // They log in without the password: the operator should know before the code is given away.
      const { passkeys } = await operatorStores().factors.of(user.userId);
      const left = passkeys.length > 0 ? { passkeys: passkeys.length } : {};
      if (options().json) json({ login: user.login, code, expires_at: iso(expiresAt), ...left });
      else {
        console.log(`the code of "${user.login}", until ${iso(expiresAt)}: ${code}`);
        if (passkeys.length > 0) console.log(`${passkeys.length} passkeys stay, which log in without the password`);
      }
      return `a code until ${iso(expiresAt)}`;
    },
  );
}

function shownSession(session: Session) {
  const { sessionId, lastUsedAt, expiresAt, network, userAgent } = session;
  return {
    session_id: sessionId,
    begun_at: iso(beginningOf(session)),
    last_used_at: iso(lastUsedAt),
    expires_at: iso(expiresAt * 1_000),
    network,
    user_agent: userAgent,
  };
}

function shownSignIn({ at, event, result, network, userAgent }: SignIn) {
  return { at: iso(at), event, result, network, user_agent: userAgent };
}

function hours(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_HOURS) return Number(text);
  throw new InvalidArgumentError(`not a number from 1 to ${MOST_HOURS}`);
}
