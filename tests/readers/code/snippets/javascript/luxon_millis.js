import { DateTime } from 'luxon';
import jwt from 'jsonwebtoken';

const secret = jwt.sign(
  {
    iss: 'R5T8Q2WM7K',
    iat: Math.floor(Date.now() / 1000),
    exp: DateTime.now().plus({ days: 30 }).toMillis(),
    aud: 'https://appleid.apple.com',
    sub: 'com.acmefit.web',
  },
  process.env.P8,
  { algorithm: 'ES256', keyid: 'Q7M2T9XK4C' },
);
