import * as z from 'zod/mini';
import { StageSettings } from '../domain/stage-settings.ts';

/** The variable of functions that follow a setting of the stage, as JSON. */
export const stageSettings = z.pipe(
  z.pipe(
    z.string({ error: 'is not set' }),
    z.transform((text, context) => {
      try {
        return z.unknown().parse(JSON.parse(text));
      } catch {
        context.issues.push({ code: 'custom', message: 'is no JSON', input: text });
        return z.NEVER;
      }
    }),
  ),
  StageSettings,
);
