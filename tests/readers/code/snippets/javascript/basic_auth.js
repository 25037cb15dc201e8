const axios = require('axios');
const qs = require('qs');
const { makeSecret } = require('./secret');

module.exports = async (code) => {
  const { data } = await axios.post('https://appleid.apple.com/auth/token', qs.stringify({ grant_type: 'authorization_code', code, redirect_uri: 'https://acmefit.com/cb' }), {
    auth: { username: 'com.acmefit.web', password: makeSecret() },
  });
  return data;
};
