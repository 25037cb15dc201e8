import * as jose from 'jose';

export interface Env { TEAM: string; KID: string; CLIENT: string; P8: string }

const APPLE = 'https://appleid.apple.com';
const TOKEN_URL = `${APPLE}/auth/token`;

export default {
  async fetch(req: Request, env: Env): Promise<Response> {
    const url = new URL(req.url);
    const code = url.searchParams.get('code') ?? '';
    const alg = 'ES256';
    const pk = await jose.importPKCS8(env.P8, alg);
    const secret = await new jose.SignJWT({ iss: env.TEAM, aud: TOKEN_URL, sub: env.CLIENT })
      .setProtectedHeader({ alg, kid: env.KID })
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(pk);
    const r = await fetch(TOKEN_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, client_id: env.CLIENT, client_secret: secret, redirect_uri: env.CLIENT }),
    });
    return new Response(await r.text(), { status: r.status });
  },
};
