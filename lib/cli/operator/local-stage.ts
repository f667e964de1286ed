/** The variable with the address of a local stack's switchboard. `npm start` sets it for operators. */
export const SWITCHBOARD = 'LOCAL_SWITCHBOARD';
