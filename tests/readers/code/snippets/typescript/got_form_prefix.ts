import got from 'got';
import jwt from 'jsonwebtoken';

const client = got.extend({ prefixUrl: 'https://appleid.apple.com', responseType: 'json' });

export async function exchange(code: string, { teamId, clientId, keyId, key }: Record<string, string>) {
  const client_secret = jwt.sign({}, key, { algorithm: 'ES256', keyid: keyId, issuer: teamId, subject: clientId, audience: 'https://appleid.apple.com', expiresIn: '5m' });
  const { body } = await client.post('auth/token', { form: { grant_type: 'authorization_code', code, client_id: clientId, client_secret } });
  return body;
}
