import crypto from 'node:crypto';
import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm';

const ssm = new SSMClient({});
const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');

async function clientSecret() {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/apple/key', WithDecryption: true }));
  const now = Math.floor(Date.now() / 1000);
  const input = `${b64({ alg: 'ES256', kid: process.env.KID })}.${b64({
    iss: process.env.TEAM, iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: process.env.CLIENT,
  })}`;
  const signer = crypto.createSign('SHA256');
  signer.update(input);
  signer.end();
  return `${input}.${signer.sign(Parameter.Value).toString('base64url')}`;
}

export const handler = async (event) => {
  const body = new URLSearchParams({
    client_id: process.env.CLIENT, client_secret: await clientSecret(), code: JSON.parse(event.body).code, grant_type: 'authorization_code',
  });
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body });
  return { statusCode: res.status, body: await res.text() };
};
