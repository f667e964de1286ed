import * as z from 'zod';
import { NESTED, withReferences } from '../../../lib/stack/nested-template.cjs';
import type { Template } from './packaged.ts';

const Nested = z.object({ Parameters: z.record(z.string(), z.json()) });

/**
 * One template of a stack and its nested stack. What the nested one has by a parameter refers again to the
 * resource itself. What waits for the nested stack waits for all resources in it.
 */
export function joined(root: Template, nested: Template): unknown {
  const { [NESTED]: stack, ...others } = root.Resources;
  const { Parameters } = Nested.parse(stack?.Properties);
  const inside = Object.keys(nested.Resources);
  const outside = Object.entries(others).map(([id, resource]) => {
    const dependsOn = [resource.DependsOn ?? []].flat().flatMap((one) => (one === NESTED ? inside : one));
    return [id, { ...resource, ...(dependsOn.length > 0 && { DependsOn: dependsOn }) }];
  });
  return {
    ...root,
    Resources: {
      ...Object.fromEntries(outside),
      ...z
        .record(z.string(), z.json())
        .parse(
          withReferences(nested.Resources, (name, attribute) => (attribute === '' ? Parameters[name] : undefined)),
        ),
    },
  };
}
