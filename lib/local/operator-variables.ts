import {
  SWITCHBOARD,
  shardDatabaseVariable,
  shardEntriesVariable,
  shardTableVariable,
} from '../cli/operator/local-stage.ts';
import type { ResolvedCell } from './cells/settings.ts';
import { variablesOf } from './cells/settings.ts';
import type { OpenSwitchboard } from './switchboard/endpoint.ts';

/**
 * What an operator's program needs to know of a stack: the orchestrator's variables, the currencies, the
 * tables of the shards that run here, and its switchboard.
 */
export function operatorVariables(
  planned: readonly ResolvedCell[],
  variables: Readonly<Record<string, string>>,
  switchboard: OpenSwitchboard | undefined,
): Record<string, string> {
  const tables = planned.flatMap(({ place, service }) => {
    const {
      SHARD_NUMBER: number,
      SHARD_WALLETS_TABLE: table,
      SHARD_ENTRIES_TABLE: entries,
    } = {
      ...place.cell.env,
      ...variablesOf(service),
    };
    if (number === undefined || table === undefined) return [];
    return [
      [shardTableVariable(Number(number)), table],
      ...(entries === undefined ? [] : [[shardEntriesVariable(Number(number)), entries]]),
      [shardDatabaseVariable(Number(number)), place.database ?? place.endpoint],
    ];
  });
  // On this machine all cells have the environment of the start.
  const { CURRENCIES = '', DEFAULT_CURRENCY = '' } = { ...process.env, ...planned[0]?.place.cell.env };
  return {
    ...variables,
    ...operatorTables(planned),
    CURRENCIES,
    DEFAULT_CURRENCY,
    ...Object.fromEntries(tables),
    ...(switchboard && { [SWITCHBOARD]: switchboard.address }),
  };
}

/** The tables of operators, by their variables. No function has their names, so that they are in no variable of one. */
const TABLES = { OPERATOR_LOG_TABLE: '-operator-log', APPROVALS_TABLE: '-approvals', ISSUING_TABLE: '-issuing' };

function operatorTables(planned: readonly ResolvedCell[]): Record<string, string> {
  const names = planned.flatMap(({ service }) => service.tables.map(({ definition }) => definition.TableName));
  const tables = Object.entries(TABLES).flatMap(([variable, ending]) => {
    const table = names.find((name) => name.endsWith(ending));
    return table === undefined ? [] : [[variable, table]];
  });
  return Object.fromEntries(tables);
}
