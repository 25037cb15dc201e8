const jwt = require('jsonwebtoken');

class SecretFactory {
  static ALG = 'RS256';

  static make({ teamId, clientId, keyId, key }) {
    return jwt.sign({ iss: teamId, sub: clientId, aud: 'https://appleid.apple.com' }, key, { algorithm: SecretFactory.ALG, keyid: keyId, expiresIn: '1h' });
  }
}
module.exports = SecretFactory.make({ teamId: process.env.APPLE_TEAM, clientId: process.env.APPLE_CLIENT, keyId: process.env.APPLE_KID, key: process.env.APPLE_KEY });
