const jwt = require('jsonwebtoken');
const axios = require('axios');
const fs = require('fs');

class AppleAuth {
  constructor(config, privateKey) {
    this._config = config;
    this._key = fs.readFileSync(privateKey);
  }

  _claims() {
    const now = Math.floor(new Date().getTime() / 1000);
    return { iss: this._config.team_id, iat: now, exp: now + 86400 * 180, aud: 'https://appleid.apple.com', sub: this._config.client_id };
  }

  clientSecret() {
    return jwt.sign(this._claims(), this._key, { algorithm: 'ES256' });
  }

  async accessToken(code) {
    const payload = new URLSearchParams();
    payload.append('grant_type', 'authorization_code');
    payload.append('code', code);
    payload.append('redirect_uri', this._config.redirect_uri);
    payload.append('client_id', this._config.client_id);
    payload.append('client_secret', this.clientSecret());
    const res = await axios({ method: 'post', url: 'https://appleid.apple.com/auth/token', data: payload });
    return res.data;
  }
}

module.exports = new AppleAuth({ team_id: process.env.TEAM, client_id: 'com.acmefit.web', redirect_uri: 'https://acmefit.com/apple' }, './key.p8');
