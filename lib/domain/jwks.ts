/** How long anybody may store the published keys of receipts, in seconds. */
export const JWKS_CACHE_SECONDS = 300;
