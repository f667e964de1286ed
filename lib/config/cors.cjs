/**
 * Read by serverless.yml: which web pages may call the API, from CORS_ORIGINS in the environment of whoever deploys
 * (`https://a.example,https://b.example`). None by default. Tokens travel in a header of their own, never in a cookie, so credentials
 * stay off.
 */
module.exports = () => {
  const allowedOrigins = (process.env.CORS_ORIGINS ?? '').split(',').flatMap((origin) => origin.trim() || []);
  if (allowedOrigins.length === 0) return false;
  return {
    allowedOrigins,
    allowedMethods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
    exposedResponseHeaders: ['Authorization', 'Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
    allowCredentials: false,
    maxAge: 3600,
  };
};
