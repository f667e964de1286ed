// asl-validator has no types. This is what of it is used here.

declare module 'asl-validator' {
  /** Looks a state machine's definition over, by the JSON schema of ASL and some rules beyond it. */
  export default function validate(definition: unknown): {
    isValid: boolean;
    errorsText: (separator?: string) => string;
  };
}
