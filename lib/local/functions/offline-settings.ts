import type { OfflineService } from '../template/offline-service.ts';

/** What the process of a cell's functions is told, as JSON in the environment variable OFFLINE. */
export interface OfflineSettings {
  /** Where the bundles are. */
  readonly folder: string;
  readonly lambdaPort: number;
  readonly service: OfflineService;
}
