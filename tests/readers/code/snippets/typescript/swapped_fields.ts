import jwt from 'jsonwebtoken';
const teamId = 'R5T8Q2WM7K';
const clientId = 'com.acmefit.web';
const secret = (key: string) => jwt.sign({}, key, { algorithm: 'ES256', keyid: 'Q7M2T9XK4C', issuer: teamId, subject: clientId, audience: 'https://appleid.apple.com', expiresIn: '1h' });
export const exchange = (code: string, key: string) =>
  fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    body: new URLSearchParams({ client_id: teamId, client_secret: secret(key), code, grant_type: 'authorization_code' }),
  });
