import jwt from 'jsonwebtoken';
import axios from 'axios';

const SERVICE_ID = 'com.acmefit.web';
const BUNDLE_ID = 'com.acmefit.app';

const makeSecret = (key: string) =>
  jwt.sign({}, key, { algorithm: 'ES256', keyid: 'Q7M2T9XK4C', issuer: 'R5T8Q2WM7K', subject: SERVICE_ID, audience: 'https://appleid.apple.com', expiresIn: '1h' });

export async function revoke(key: string, token: string) {
  const params = new URLSearchParams({ client_id: BUNDLE_ID, client_secret: makeSecret(key), token });
  await axios.post('https://appleid.apple.com/auth/revoke', params);
}
