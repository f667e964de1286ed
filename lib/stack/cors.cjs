/**
 * Which web pages may call the API, from CORS_ORIGINS (`https://a.example,https://b.example`). None by default. Tokens travel in a
 * header of their own, never in a cookie, so credentials stay off. Read by serverless.yml, by `npm start` and by `npm run deploy`.
 */
const METHODS = ['GET', 'POST'];
const REQUEST_HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Prefer'];
/**
 * Every header of the API that a page must see. A browser hides all others from it without an error: a page that does not see Link
 * takes the first page of a list for the whole.
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

/** The origins in the value of CORS_ORIGINS, and what is wrong with each that is none. */
function originsIn(text = '') {
  const written = text.split(',').flatMap((origin) => origin.trim() || []);
  return { origins: written, problems: written.flatMap(problemOf) };
}

/** Browsers send an origin in one spelling only, and compare nothing but that. */
function problemOf(written) {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (isWeb && url.origin === written) return [];
  return [`"${written}" is not an origin: write ${isWeb ? url.origin : 'scheme://host or scheme://host:port'}`];
}

/** What an HTTP API is told of CORS; undefined if no page may call it. */
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

/** For serverless.yml. @throws Error if an origin is none */
module.exports = () => {
  const { origins, problems } = originsIn(process.env.CORS_ORIGINS);
  if (problems.length > 0) throw new Error(problems.map((problem) => `CORS_ORIGINS: ${problem}`).join('; '));
  return corsOf(origins) ?? false;
};
module.exports.originsIn = originsIn;
module.exports.corsOf = corsOf;
