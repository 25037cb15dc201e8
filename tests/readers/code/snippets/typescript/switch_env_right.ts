import jwt from 'jsonwebtoken';

type Platform = 'ios' | 'web';
const CLIENTS: Record<Platform, string> = { ios: 'com.acmefit.app', web: 'com.acmefit.web' };

export function secret(platform: Platform, key: string) {
  return jwt.sign({}, key, { algorithm: 'ES256', keyid: process.env.KID, issuer: process.env.TEAM, subject: CLIENTS[platform], audience: 'https://appleid.apple.com', expiresIn: '10m' });
}

export async function exchange(platform: Platform, code: string, key: string) {
  const form: Record<string, string> = { client_id: CLIENTS[platform], client_secret: secret(platform, key), code, grant_type: 'authorization_code' };
  if (platform === 'web') form.redirect_uri = 'https://acmefit.com/auth/apple';
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: new URLSearchParams(form) });
  return res.json();
}
