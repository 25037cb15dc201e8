const axios = require('axios');
const qs = require('qs');
module.exports = (code, secret) => axios.post('http://appleid.apple.com/auth/token', qs.stringify({ client_id: 'com.acmefit.web', client_secret: secret, code, grant_type: 'authorization_code' }));
