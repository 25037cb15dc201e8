import Fastify from 'fastify';
import formbody from '@fastify/formbody';
import jwt from 'jsonwebtoken';

const app = Fastify({ logger: true });
await app.register(formbody);

const base = { iss: process.env.APPLE_TEAM_ID, aud: 'https://appleid.apple.com' };
const seconds = (ms: number) => Math.floor(ms / 1000);

const secretFor = (sub: string, lifetime: number = 300) => {
  const iat = seconds(Date.now());
  return jwt.sign({ ...base, sub, iat, exp: iat + lifetime }, process.env.APPLE_KEY as string, { algorithm: 'ES256', keyid: process.env.APPLE_KID });
};

app.post<{ Body: { code: string } }>('/apple', async (req, reply) => {
  const fields: Record<string, string> = {
    client_id: process.env.APPLE_SERVICE_ID!,
    client_secret: secretFor(process.env.APPLE_SERVICE_ID!),
    grant_type: 'authorization_code',
    code: req.body.code,
  };
  const body = Object.keys(fields).map((k) => `${encodeURIComponent(k)}=${encodeURIComponent(fields[k])}`).join('&');
  const r = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  return reply.code(r.status).send(await r.json());
});
