// Remix route
import type { ActionFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { SignJWT, importPKCS8 } from 'jose';
import { z } from 'zod';

const env = z.object({ APPLE_TEAM_ID: z.string(), APPLE_KEY_ID: z.string(), APPLE_CLIENT_ID: z.string(), APPLE_KEY: z.string() }).parse(process.env);
let cached: { token: string; exp: number } | null = null;

async function clientSecret() {
  const now = Math.floor(Date.now() / 1000);
  if (cached && cached.exp - 60 > now) return cached.token;
  const exp = now + 60 * 60;
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: env.APPLE_KEY_ID }).setIssuer(env.APPLE_TEAM_ID).setIssuedAt(now).setExpirationTime(exp).setAudience('https://appleid.apple.com').setSubject(env.APPLE_CLIENT_ID).sign(await importPKCS8(env.APPLE_KEY, 'ES256'));
  cached = { token, exp };
  return token;
}

export async function action({ request }: ActionFunctionArgs) {
  const form = new URLSearchParams(await request.text());
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: new URLSearchParams([['client_id', env.APPLE_CLIENT_ID], ['client_secret', await clientSecret()], ['code', form.get('code') ?? ''], ['grant_type', 'authorization_code']]) });
  return res.ok ? redirect('/') : redirect('/login?error=apple');
}
