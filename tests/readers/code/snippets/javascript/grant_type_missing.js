const axios = require('axios');
const secret = require('./secret');

exports.login = (code) =>
  axios.post('https://appleid.apple.com/auth/token', new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: secret(), code, redirect_uri: 'https://acmefit.com/cb' }));
