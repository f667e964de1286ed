import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { ulid } from 'ulid';
import { RELOAD_AFTER_MS } from '../../auth/revoked-tokens.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { numberOf } from '../../domain/number-of.ts';
import { hasFactor } from '../../domain/second-factor.ts';
import { documents } from '../../store/documents.ts';
import { FactorSecrets } from '../../store/factor-secrets.ts';
import type { User } from '../../store/users.ts';
import { removeFactors } from '../../usecases/remove-factors.ts';
import { approvedRequest } from './approvals/approved.ts';
import { type OperatorOptions, operatorStores } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';

/** A request that an instance accepted at the last moment has read by then whether there is a factor. */
const LATE_REQUESTS_MS = 500;

/**
 * `users remove-second-factor`: for a user who has lost it.
 * @param users the command that it is part of
 * @param options the program's global options
 * @param found the user of a login
 */
export function addFactorCommand(
  users: Command,
  options: () => OperatorOptions,
  found: (login: string) => Promise<User>,
): void {
  changing(
    users
      .command('remove-second-factor')
      .description(
        'Removes the authenticator app, the passkeys and the recovery codes of a user who has lost them, and ends their sessions.',
      )
      .argument('<login>'),
    {
      options,
      // The password is enough afterwards. So nobody decides alone who may come in with it.
      approval: async (login: string) => {
        const { userId } = await found(login);
        if (!hasFactor(await operatorStores().factors.of(userId)))
          throw new ConfigurationError([`"${login}" has no second factor`]);
        return (await stageSettings(options())).secondPerson;
      },
    },
    async (login: string) => {
      const user = await found(login);
      const { ended, removed } = await removeFactors(
        { ...operatorStores(), factorSecrets: factorSecrets() },
        user.userId,
        {
          id: approvedRequest()?.id ?? ulid(),
          now: Date.now(),
          untilRevoked: () => pause(RELOAD_AFTER_MS + LATE_REQUESTS_MS),
        },
      );
      if (options().json) json({ login: user.login, removed, ended });
      else {
        const factor = removed ? 'the second factor is removed' : 'there was no second factor any more';
        console.log(
          `"${user.login}" logs in with the password alone: ${factor}, and ${numberOf(ended, 'session is', 'sessions are')} over`,
        );
      }
      return user.userId;
    },
  );
}

function factorSecrets(): FactorSecrets {
  return new FactorSecrets(documents(), readEnvironment({ TOTP_TABLE: required }).TOTP_TABLE);
}
