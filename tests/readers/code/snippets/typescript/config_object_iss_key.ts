import jwt from 'jsonwebtoken';
import { readFileSync } from 'fs';

interface AppleConfig { teamId: string; keyId: string; clientId: string; keyFile: string }

const config: AppleConfig = {
  teamId: 'R5T8Q2WM7K',
  keyId: 'Q7M2T9XK4C',
  clientId: 'com.acmefit.web',
  keyFile: './AuthKey_Q7M2T9XK4C.p8',
};

export const clientSecret = () => {
  const { keyId, clientId, keyFile } = config;
  const issuedAt = Math.floor(Date.now() / 1000);
  return jwt.sign(
    { iss: keyId, iat: issuedAt, exp: issuedAt + 3600, aud: 'https://appleid.apple.com', sub: clientId },
    readFileSync(keyFile),
    { algorithm: 'ES256', keyid: keyId },
  );
};
