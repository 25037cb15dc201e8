import { DateTime } from 'luxon';
import jwt from 'jsonwebtoken';

export default function makeAppleClientSecret({ teamId, servicesId, keyId, p8 }) {
  const now = DateTime.utc();
  return jwt.sign(
    { iss: teamId, iat: Math.floor(now.toSeconds()), exp: now.plus({ days: 90 }).toUnixInteger(), aud: 'https://appleid.apple.com', sub: servicesId },
    p8,
    { algorithm: 'ES256', header: { alg: 'ES256', kid: keyId } },
  );
}
