/**
 * Read by serverless.yml, `npm start` and `npm run deploy`: the web pages that may call the API.
 *
 * CORS_ORIGINS lists them (`https://a.example,https://b.example`). There are none by default.
 * Tokens are sent in a header and never in a cookie, so credentials stay off.
 */
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];
const REQUEST_HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Prefer'];
/**
 * Every response header that a web page needs. A browser silently hides all others. A page that
 * does not see Link would take the first page of a list for the whole list.
 */
const RESPONSE_HEADERS = [
  'Allow',
  'Authorization',
  'Content-Disposition',
  'ETag',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
];

/** The origins in the value of CORS_ORIGINS, and one problem for each invalid origin. */
function originsIn(text = '') {
  const written = text.split(',').flatMap((origin) => origin.trim() || []);
  return { origins: written, problems: written.flatMap(problemOf) };
}

/** Browsers send an origin in exactly one spelling and compare it as text. */
function problemOf(written) {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (isWeb && url.origin === written) return [];
  return [`"${written}" is not an origin: write ${isWeb ? url.origin : 'scheme://host or scheme://host:port'}`];
}

/** The CORS settings of an HTTP API, or undefined if no page may call it. */
function corsOf(origins) {
  if (origins.length === 0) return undefined;
  return {
    allowedOrigins: origins,
    allowedMethods: METHODS,
    allowedHeaders: REQUEST_HEADERS,
    exposedResponseHeaders: RESPONSE_HEADERS,
    allowCredentials: false,
    maxAge: 3600,
  };
}

/**
 * For serverless.yml.
 * @throws Error if an origin is invalid
 */
module.exports = () => {
  const { origins, problems } = originsIn(process.env.CORS_ORIGINS);
  if (problems.length > 0) throw new Error(problems.map((problem) => `CORS_ORIGINS: ${problem}`).join('; '));
  return corsOf(origins) ?? false;
};
module.exports.originsIn = originsIn;
module.exports.corsOf = corsOf;
