import type { OfflineService } from '../template/offline-service.ts';

/** The settings of the process of a cell's functions: JSON in the environment variable OFFLINE. */
export interface OfflineSettings {
  /** Where the bundles are. */
  readonly folder: string;
  readonly lambdaPort: number;
  readonly service: OfflineService;
}
