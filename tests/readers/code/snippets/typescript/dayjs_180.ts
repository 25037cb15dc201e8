import dayjs from 'dayjs';
import jwt, { type SignOptions } from 'jsonwebtoken';

const signOptions: SignOptions = { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID };

export const appleSecret = (key: string): string =>
  jwt.sign(
    {
      iss: process.env.APPLE_TEAM_ID,
      iat: dayjs().unix(),
      exp: dayjs().add(180, 'day').unix(),
      aud: 'https://appleid.apple.com',
      sub: process.env.APPLE_SERVICE_ID,
    },
    key,
    signOptions,
  );
