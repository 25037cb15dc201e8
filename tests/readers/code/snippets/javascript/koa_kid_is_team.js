import Koa from 'koa';
import Router from '@koa/router';
import jsonwebtoken from 'jsonwebtoken';
import { readFile } from 'node:fs/promises';

const config = {
  teamId: 'R5T8Q2WM7K',
  clientId: 'com.acmefit.web',
  keyPath: process.env.APPLE_KEY_PATH || './certs/apple.p8',
};

const router = new Router();

const mint = async ({ teamId, clientId, keyPath }) => {
  const pem = await readFile(keyPath, 'utf-8');
  return jsonwebtoken.sign({}, pem, {
    algorithm: 'ES256',
    expiresIn: '24h',
    audience: 'https://appleid.apple.com',
    issuer: teamId,
    subject: clientId,
    keyid: teamId,
  });
};

router.get('/secret', async (ctx) => {
  ctx.body = { clientSecret: await mint(config) };
});

new Koa().use(router.routes()).listen(3000);
