// A process of its own: one cell. Its parent sends the settings, then word that the functions are
// bundled, and for a shard which treasuries it has, later word of each new bundle, of an outage, and of its death.
import { setSourceMapsSupport } from 'node:module';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { FolderInUse } from '../database/level.ts';
import { ready } from '../processes/ready.ts';
import { writeOncePerTurn } from '../processes/write-once-per-turn.ts';
import { type CellSettings, type FromCell, ToCell } from './cell-settings.ts';
import { type RunningCell, runCell } from './running-cell.ts';

// The functions' stack traces name their sources. Those of packages are left alone: reading their
// maps takes a start longer.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

writeOncePerTurn(process.stdout);

const settings = Promise.withResolvers<CellSettings>();
const treasuries = Promise.withResolvers<readonly string[]>();
const bundled = Promise.withResolvers<void>();
let cell: RunningCell | undefined;
// die-with-parent.mjs lets the process end while it waits.
process.channel?.ref();
process.on('message', (message) => {
  const told = ToCell.parse(message);
  if (told.kind === 'settings') settings.resolve(told.settings);
  else if (told.kind === 'treasury') treasuries.resolve(told.codes);
  else if (told.kind === 'bundled') bundled.resolve();
  else if (told.kind === 'reload') cell?.reload(told.bundles);
  else if (told.kind === 'outage') cell?.fail(told.part, told.ms);
  else cell?.dieInMidTransfer();
});

// A log line in the form of a function's. The parent shows errors in this form to the user.
const say = (message: string) => console.error(JSON.stringify({ level: 'ERROR', message }));

cell = await runCell(await settings.promise, say).catch((error: unknown) => {
  if (error instanceof ConfigurationError) for (const problem of error.problems) console.error(problem);
  else console.error(error instanceof FolderInUse ? error.message : error);
  process.exit(1);
});
if (cell.placed) process.send?.({ kind: 'placed', placed: cell.placed } satisfies FromCell);
if ((await settings.promise).treasuryWallets) await cell.openTreasuries(await treasuries.promise);
await bundled.promise;
await cell.open();
ready();
