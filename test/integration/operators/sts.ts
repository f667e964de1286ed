import { createServer, type Server } from 'node:http';

/** The identity of who signs with this access key. */
export function identityOf(accessKey: string): string {
  return `arn:aws:sts::123456789012:assumed-role/Operators/${accessKey}`;
}

/** GetCallerIdentity of STS, for whichever access key has signed. */
export function stsServer(): Server {
  return createServer((request, response) => {
    const [, accessKey = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>${identityOf(accessKey)}</Arn><UserId>AROA:${accessKey}</UserId><Account>123456789012</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`);
  });
}
