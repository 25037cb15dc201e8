import { createPrivateKey, sign } from 'node:crypto';

const enc = (obj) => Buffer.from(JSON.stringify(obj), 'utf8').toString('base64').replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_');

export function makeSecret({ teamId, clientId, keyId, pem, ttl = 3600 }) {
  const iat = Math.round(Date.now() / 1000);
  const signingInput = [enc({ alg: 'ES256', kid: keyId, typ: 'JWT' }), enc({ iss: teamId, iat, exp: iat + ttl, aud: 'https://appleid.apple.com', sub: clientId })].join('.');
  const key = createPrivateKey(pem);
  const signature = sign('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' });
  return signingInput + '.' + signature.toString('base64').replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
}

export const handler = async ({ code }) => {
  const clientSecret = makeSecret({ teamId: process.env.TEAM_ID, clientId: process.env.CLIENT_ID, keyId: process.env.KEY_ID, pem: process.env.PEM });
  const res = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `grant_type=authorization_code&code=${encodeURIComponent(code)}&client_id=${process.env.CLIENT_ID}&client_secret=${clientSecret}`,
  });
  return res.json();
};
