import jwt from 'jsonwebtoken';
export const s = (key: string) =>
  jwt.sign({ iss: 'R5T8Q2WM7K', sub: 'com.acmefit.web', aud: ['https://appleid.apple.com'] }, key, { algorithm: 'ES256', keyid: 'Q7M2T9XK4C', expiresIn: '1h' });
