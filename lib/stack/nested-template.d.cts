/** A template of CloudFormation, or a part of one. */
interface Template {
  Resources: Record<string, object>;
  Outputs?: Record<string, object>;
}

declare namespace nested {
  /** The logical id of the nested stack in the template of its service. */
  const NESTED: string;
  /**
   * Moves functions into a nested stack: each with its role, its log group, and what calls it.
   * @param template the template of the service: it is changed, and has the nested stack afterwards
   * @param ids the logical ids of the functions
   * @param templateUrl the value of TemplateURL
   * @returns the nested template
   * @throws Error if there is no such function, or if the template refers to something nested that has no name
   */
  function nest(template: Template, ids: readonly string[], templateUrl: unknown): Template;
  /**
   * A copy of a part of a template, with other references.
   * @param change gets the logical id and the attribute of each, '' of a Ref. It returns what takes its
   *   place, or undefined if it stays
   */
  function withReferences(value: unknown, change: (id: string, attribute: string) => unknown): unknown;
}

export = nested;
