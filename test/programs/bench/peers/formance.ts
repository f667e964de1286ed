import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sideBySide } from '../../../support/environment/side-by-side.ts';
import { type Api, httpApi } from '../../../support/steps/api.ts';
import { postgresDeadlocks, postgresSettings } from './database-settings.ts';
import { FUNDS, type Ledger } from './ledger.ts';
import { cpuOfPort } from './processes.ts';

const Info = z.object({ version: z.string() });
const Refused = z.object({ errorCode: z.string() });
const ASSET = 'COIN';
const Account = z.object({
  data: z.object({ volumes: z.object({ [ASSET]: z.object({ balance: z.int() }) }) }),
});
const SIDE_BY_SIDE = 8;

/**
 * A new ledger in a running Formance Ledger, with its default features. Source: the OpenAPI
 * document of Formance Ledger v2.
 * @throws Error if it does not respond as that document says
 */
export async function formance(url: string, postgres: string | undefined, api: Api = httpApi(url)): Promise<Ledger> {
  const ledger = `/v2/bench-${randomUUID()}`;
  const { version } = Info.parse((await api.request('GET', '/_/info')).body);
  const created = await api.request('POST', ledger);
  if (created.status !== 204) throw new Error(`Formance creates no ledger: ${created.status} ${created.text}`);
  const post = (source: string, destination: string, amount: number) =>
    api.request('POST', `${ledger}/transactions`, {
      body: { postings: [{ source, destination, asset: ASSET, amount }], metadata: {} },
    });

  return {
    name: 'Formance',
    settings: `Formance Ledger ${version}, default features. ${await postgresSettings(postgres, 'FORMANCE_POSTGRES')}`,
    createWallets: (count) =>
      sideBySide(
        SIDE_BY_SIDE,
        Array.from({ length: count }, (_, n) => `wallets:${n}`),
        async (wallet) => {
          const { status, text } = await post('world', wallet, FUNDS);
          if (status !== 200) throw new Error(`Formance gives ${wallet} no money: ${status} ${text}`);
          return wallet;
        },
      ),
    async transfer(from, to) {
      const sent = performance.now();
      const { status, body } = await post(from, to, 1);
      const ms = performance.now() - sent;
      if (status === 200) return { moved: true, status: 'committed', ms };
      return { moved: false, status: `${status} ${Refused.safeParse(body).data?.errorCode ?? ''}`.trim(), ms };
    },
    async balance(wallet) {
      const { body } = await api.request('GET', `${ledger}/accounts/${wallet}?expand=volumes`);
      return BigInt(Account.parse(body).data.volumes[ASSET].balance);
    },
    cpu: () => cpuOfPort(url),
    deadlocks: () => postgresDeadlocks(postgres),
    during: (job) => job(),
  };
}
