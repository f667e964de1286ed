/** The texts of the control room. */
export const CONSOLE = {
  name: 'mib control room',
} as const;
