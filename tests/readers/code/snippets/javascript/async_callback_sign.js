const jwt = require('jsonwebtoken');
const fs = require('fs').promises;
const util = require('util');
const signAsync = util.promisify(jwt.sign);

async function buildClientSecret(opts = {}) {
  const key = await fs.readFile(opts.keyFile || 'AuthKey_Q7M2T9XK4C.p8');
  return signAsync({ iss: opts.teamId, sub: opts.clientId, aud: 'https://appleid.apple.com' }, key, {
    algorithm: 'ES256', keyid: opts.keyId, expiresIn: opts.expiresIn || '1h',
  });
}
module.exports = { buildClientSecret };
