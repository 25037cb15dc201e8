const moment = require('moment');
const jwt = require('jsonwebtoken');

module.exports = function appleSecret(key) {
  const payload = {
    iss: process.env.APPLE_TEAM_ID,
    iat: moment().unix(),
    exp: moment().add(6, 'months').unix(),
    aud: 'https://appleid.apple.com',
    sub: process.env.APPLE_SERVICE_ID,
  };
  return jwt.sign(payload, key, { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID });
};
