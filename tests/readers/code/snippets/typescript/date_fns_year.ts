import { addYears, getUnixTime } from 'date-fns';
import { sign } from 'jsonwebtoken';

export function appleClientSecret(): string {
  const now = new Date();
  return sign(
    { iss: process.env.APPLE_TEAM_ID, iat: getUnixTime(now), exp: getUnixTime(addYears(now, 1)), aud: 'https://appleid.apple.com', sub: process.env.APPLE_CLIENT_ID },
    Buffer.from(process.env.APPLE_KEY_B64!, 'base64').toString(),
    { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID },
  );
}
