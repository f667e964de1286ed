import Table from 'cli-table3';
import { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import { foldLogin } from '../../../domain/credentials.ts';
import { documents } from '../../../store/documents.ts';
import { UserWebhooks } from '../../../store/user-webhooks.ts';
import { Users } from '../../../store/users.ts';
import { connect, type OperatorOptions } from '../connection.ts';
import { changing, reading } from '../log/declared.ts';
import { json } from '../print.ts';

/**
 * `webhooks users list|disable|enable`: the webhooks that users manage.
 * @param common the options of the program around it, once they are read
 */
export function usersWebhooksCommand(common: () => OperatorOptions): Command {
  const users = new Command('users').description('Shows, disables and enables webhooks of users.');

  reading(
    users.command('list').description('Lists the webhooks of a user. It shows no secret.').argument('<login>'),
    async (login: string) => {
      const { webhooks, owner } = await opened(login);
      const listed = await webhooks.of(owner);
      if (common().json) return json(listed);
      const table = new Table({
        head: ['id', 'url', 'types', 'state', 'failing since'],
        style: { head: [], border: [] },
      });
      table.push(
        ...listed.map(({ id, url, types, disabled, failingSince }) => {
          return [id, url, types.join(', '), disabled ? `disabled: ${disabled.reason}` : 'enabled', failingSince ?? ''];
        }),
      );
      console.log(listed.length > 0 ? table.toString() : `"${login}" has no webhooks`);
    },
  );

  changing(
    users
      .command('disable')
      .description('Disables a webhook. Its user cannot enable it.')
      .argument('<login>')
      .argument('<id>'),
    { options: common },
    async (login: string, id: string) => {
      const { webhooks, owner } = await opened(login);
      const disabled = await webhooks.disable(owner, id, { reason: 'operator', now: Date.now() });
      if (!disabled) throw new ConfigurationError([`"${login}" has no webhook ${id}`]);
      if (common().json) json({ disabled: id });
      else console.log(`webhook ${id} is disabled`);
    },
  );

  changing(
    users
      .command('enable')
      .description('Enables a webhook, whatever has disabled it.')
      .argument('<login>')
      .argument('<id>'),
    { options: common },
    async (login: string, id: string) => {
      const { webhooks, owner } = await opened(login);
      if (!(await webhooks.enable(owner, id))) throw new ConfigurationError([`"${login}" has no webhook ${id}`]);
      if (common().json) json({ enabled: id });
      else console.log(`webhook ${id} is enabled`);
    },
  );

  /** @throws ConfigurationError if there is no such user */
  async function opened(login: string): Promise<{ webhooks: UserWebhooks; owner: string }> {
    connect(common());
    const env = readEnvironment({ USERS_TABLE: required, USER_WEBHOOKS_TABLE: required });
    const db = documents();
    const user = await new Users(db, env.USERS_TABLE).byLogin(foldLogin(login));
    if (!user) throw new ConfigurationError([`there is no user "${login}"`]);
    return { webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE), owner: user.userId };
  }
  return users;
}
