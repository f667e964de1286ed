declare const stateMachines: {
  /** The name of every state machine, for example `transfer`. */
  names(): string[];
  /**
   * The definition as it is deployed: in Amazon States Language, with `${…}` where CloudFormation
   * fills in a name.
   */
  definition(name: string): unknown;
};

export = stateMachines;
