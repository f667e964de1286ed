import * as z from 'zod/mini';

/** A state. Names are unique in the whole machine, so they are ids. */
export const GraphNode = z.object({
  id: z.string(),
  type: z.enum(['Task', 'Choice', 'Pass', 'Parallel', 'Succeed', 'Fail', 'Wait', 'Map']),
  comment: z.optional(z.string()),
  /** The state around it, and the number of its branch there. */
  parent: z.optional(z.string()),
  branch: z.optional(z.int()),
  /** The first of the machine or of its branch. */
  start: z.boolean(),
  /** Its machine or branch may end here. */
  end: z.boolean(),
});

/** A transition. */
export const GraphEdge = z.object({
  from: z.string(),
  to: z.string(),
  /** `choice` and `default` lead out of a Choice; `catch` is taken after an error. */
  kind: z.enum(['next', 'choice', 'default', 'catch']),
  /** The condition or the errors, in short. */
  label: z.optional(z.string()),
});

/** A state machine as it is deployed. */
export const Graph = z.object({
  name: z.string(),
  comment: z.optional(z.string()),
  nodes: z.array(GraphNode),
  edges: z.array(GraphEdge),
});
export type Graph = z.infer<typeof Graph>;
