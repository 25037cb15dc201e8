import got from 'got';
import jwt from 'jsonwebtoken';
import config from './config';

const secret = () =>
  jwt.sign({}, config.apple.key, {
    algorithm: 'ES256', keyid: config.apple.keyId, issuer: config.apple.teamId, subject: config.apple.clientId, audience: 'https://appleid.apple.com', expiresIn: '5m',
  });

export const exchange = (code: string) =>
  got
    .post('https://appleid.apple.com/auth/token', {
      json: { grant_type: 'authorization_code', code, client_id: config.apple.clientId, client_secret: secret(), redirect_uri: config.apple.redirectUri },
    })
    .json<{ id_token: string }>();
