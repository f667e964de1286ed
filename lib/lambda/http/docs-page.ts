/**
 * Allows only resources of the service itself, and no script in the page. Swagger UI styles its
 * elements inline and has its pictures in its style sheet.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that Swagger UI draws into. */
export function page(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}: API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/initializer.js" defer></script>
  </head>
  <body>
    <noscript>This page needs JavaScript. The document itself is <a href="/openapi.json">/openapi.json</a>.</noscript>
    <div id="swagger-ui"></div>
  </body>
</html>
`;
}

/**
 * The script that starts Swagger UI. Without `validatorUrl: null` it would send the document to a
 * third-party server. With queryConfigEnabled a link could make it show another document under this
 * address.
 *
 * Swagger UI fills every input with the example or the default of its parameter, and sends it. A
 * list would be filtered by an example, and the second transfer would reuse the first one's
 * Idempotency-Key. So the page moves the examples and defaults of optional inputs into their
 * descriptions, and leaves the inputs empty. /openapi.json is unchanged: other tools read examples
 * there.
 */
export const INITIALIZER = `const inWords = ({ example, default: usual }) =>
  [example === undefined ? '' : 'Example: ' + example, usual === undefined ? '' : 'Default: ' + usual]
    .filter(Boolean).join('. ');

const emptyInput = (parameter) => {
  if (parameter.required) return parameter;
  const { example, default: usual, ...schema } = parameter.schema;
  const description = [parameter.description, inWords({ example, default: usual })].filter(Boolean).join(' ');
  return { ...parameter, description, schema };
};

const requiredMembers = (content) => {
  const { example, schema } = content;
  if (typeof example !== 'object' || !Array.isArray(schema.required)) return content;
  return {
    ...content,
    example: Object.fromEntries(Object.entries(example).filter(([name]) => schema.required.includes(name))),
  };
};

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

const emptyInputs = (operation) => ({
  ...operation,
  ...(operation.parameters && { parameters: operation.parameters.map(emptyInput) }),
  ...(operation.requestBody && {
    requestBody: { ...operation.requestBody, content: mapValues(operation.requestBody.content, requiredMembers) },
  }),
});

const EmptyOptionalInputs = {
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (document) =>
          update({ ...document, paths: mapValues(document.paths ?? {}, (path) => mapValues(path, emptyInputs)) }),
      },
    },
  },
};

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
  plugins: [EmptyOptionalInputs],
});
`;
