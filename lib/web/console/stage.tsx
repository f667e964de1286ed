import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Stage } from './contract.ts';

const StageContext = createContext<Stage | undefined>(undefined);

/** Gives all views the stage that they act on. */
export const StageProvider = StageContext.Provider;

/** What this control room acts on. @throws Error outside of StageProvider */
export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (!stage) throw new Error('no stage is known here');
  return stage;
}
