// curl equivalent in comments: curl -d '{"client_id":"x"}' https://appleid.apple.com/auth/token
// Wrong: aud: 'https://appleid.apple.com/auth/token'
const jwt = require('jsonwebtoken');
module.exports = (k) => jwt.sign({ iss: TEAM_ID, aud: 'https://appleid.apple.com', sub: CLIENT_ID }, k, { algorithm: 'ES256', keyid: KEY_ID, expiresIn: '180d' });
