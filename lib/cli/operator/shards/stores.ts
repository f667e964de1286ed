import { readEnvironment, required } from '../../../config/environment.ts';
import { requiredShardAddresses } from '../../../config/shards.ts';
import { MoveWalletsWorkflow } from '../../../remote/workflows.ts';
import { documents } from '../../../store/documents.ts';
import { Growths } from '../../../store/growths.ts';
import { operatorStores } from '../connection.ts';

/** What the commands of a growth work with. */
export type GrowthStores = ReturnType<typeof growthStores>;

/**
 * The stores of a growth, as the environment names them.
 * @throws ConfigurationError
 */
export function growthStores() {
  const env = readEnvironment({ WALLETS_TABLE: required, MOVE_WALLETS_STATE_MACHINE_ARN: required });
  const { shards, directory, journal } = operatorStores();
  return {
    shards,
    directory,
    journal,
    growths: new Growths(documents(), env.WALLETS_TABLE),
    workflow: new MoveWalletsWorkflow(env.MOVE_WALLETS_STATE_MACHINE_ARN),
    /** How many shards the stage has. */
    addresses: requiredShardAddresses().length,
  };
}
