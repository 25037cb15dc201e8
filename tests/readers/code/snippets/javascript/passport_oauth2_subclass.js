const OAuth2Strategy = require('passport-oauth2');
const jwt = require('jsonwebtoken');
class Strategy extends OAuth2Strategy {
  constructor(options, verify) {
    options.authorizationURL = options.authorizationURL || 'https://appleid.apple.com/auth/authorize';
    options.tokenURL = options.tokenURL || 'https://appleid.apple.com/auth/token';
    super(options, verify);
    this.name = 'apple';
    this._oauth2.getOAuthAccessToken = (code, params, callback) => {
      params = params || {};
      params.client_id = options.clientID;
      params.client_secret = jwt.sign({ iss: options.teamID, iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 86400, aud: 'https://appleid.apple.com', sub: options.clientID }, options.key, { algorithm: 'ES256', keyid: options.keyID });
      params.code = code;
      params.grant_type = 'authorization_code';
      this._oauth2._request('POST', options.tokenURL, { 'Content-Type': 'application/x-www-form-urlencoded' }, require('querystring').stringify(params), null, callback);
    };
  }
}
module.exports = Strategy;
