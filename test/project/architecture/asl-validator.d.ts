// asl-validator has no types. This declares the part that is used here.

declare module 'asl-validator' {
  /** Validates a definition by the JSON schema of Amazon States Language and by further rules. */
  export default function validate(definition: unknown): {
    isValid: boolean;
    errorsText: (separator?: string) => string;
  };
}
