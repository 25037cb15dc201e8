import dayjs from 'dayjs';
import jwt from 'jsonwebtoken';

export function clientSecretFor(clientId: string, key: Buffer) {
  const now = dayjs();
  return jwt.sign(
    { iss: 'R5T8Q2WM7K', sub: clientId, aud: 'https://appleid.apple.com', iat: now.valueOf(), exp: now.add(1, 'hour').valueOf() },
    key,
    { algorithm: 'ES256', keyid: 'Q7M2T9XK4C' },
  );
}
