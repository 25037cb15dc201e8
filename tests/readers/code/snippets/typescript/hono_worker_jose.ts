import { Hono } from 'hono';
import { SignJWT, importPKCS8 } from 'jose';

type Bindings = { APPLE_TEAM_ID: string; APPLE_KEY_ID: string; APPLE_CLIENT_ID: string; APPLE_PRIVATE_KEY: string };

const app = new Hono<{ Bindings: Bindings }>();

async function createClientSecret(env: Bindings): Promise<string> {
  const key = await importPKCS8(env.APPLE_PRIVATE_KEY, 'ES256');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: env.APPLE_KEY_ID })
    .setIssuer(env.APPLE_TEAM_ID)
    .setIssuedAt()
    .setExpirationTime('10m')
    .setAudience('https://appleid.apple.com')
    .setSubject(env.APPLE_CLIENT_ID)
    .sign(key);
}

app.post('/auth/apple/callback', async (c) => {
  const { code } = await c.req.parseBody<{ code: string }>();
  const body = new URLSearchParams({
    client_id: c.env.APPLE_CLIENT_ID,
    client_secret: await createClientSecret(c.env),
    code,
    grant_type: 'authorization_code',
    redirect_uri: new URL('/auth/apple/callback', c.req.url).toString(),
  });
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body });
  return c.json(await res.json(), res.status as 200);
});

export default app;
