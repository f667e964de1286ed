// A process of its own: the functions of one cell behind the Lambda API. It starts
// serverless-offline by its class. The command line of the Serverless Framework around it would
// read the serverless file and bundle the functions again, for 5 s of CPU in each cell.
import { setSourceMapsSupport } from 'node:module';
import ServerlessOffline from 'serverless-offline';
import { ready } from '../processes/ready.ts';
import type { OfflineSettings } from './offline-settings.ts';

// The functions' stack traces name their sources. Those of packages are left alone: reading their
// maps takes a start longer.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

// Not checked by a schema: a cell has no other use for the package that would check it.
const settings: OfflineSettings = JSON.parse(process.env.OFFLINE ?? '');
// The functions get the rest of this environment.
delete process.env.OFFLINE;

const { folder, lambdaPort, service } = settings;
const quiet = () => undefined;
const offline = new ServerlessOffline(
  {
    service: {
      ...service,
      getAllFunctions: () => Object.keys(service.functions),
      getFunction: (key) => service.functions[key],
      getAllEventsInFunction: (key) => service.functions[key]?.events ?? [],
    },
    serviceDir: folder,
    config: { servicePath: folder, serverlessPath: '' },
  },
  { host: '127.0.0.1', lambdaPort },
  {
    log: {
      debug: quiet,
      info: quiet,
      verbose: quiet,
      success: quiet,
      notice: quiet,
      warning: console.warn,
      error: console.error,
    },
    progress: {},
  },
);
await offline.start();
ready();
