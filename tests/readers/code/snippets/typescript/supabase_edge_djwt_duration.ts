import { serve } from 'https://deno.land/std@0.177.0/http/server.ts';
import * as djwt from 'https://deno.land/x/djwt@v2.9.1/mod.ts';

const APPLE_CLIENT_ID = Deno.env.get('APPLE_CLIENT_ID') ?? '';

async function generateClientSecret(key: CryptoKey) {
  const payload = {
    iss: Deno.env.get('APPLE_TEAM_ID'),
    iat: djwt.getNumericDate(0),
    exp: 60 * 60 * 24 * 180,
    aud: 'https://appleid.apple.com',
    sub: APPLE_CLIENT_ID,
  };
  return await djwt.create({ alg: 'ES256', typ: 'JWT', kid: Deno.env.get('APPLE_KEY_ID') }, payload, key);
}

serve(async (req: Request) => {
  const { code, key } = await req.json();
  const params = new URLSearchParams();
  params.set('client_id', APPLE_CLIENT_ID);
  params.set('client_secret', await generateClientSecret(key));
  params.set('code', code);
  params.set('grant_type', 'authorization_code');
  const r = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: params });
  return new Response(await r.text());
});
