const superagent = require('superagent');
const { clientSecret } = require('./apple-secret');

exports.refresh = async (token) => {
  const res = await superagent.post('https://appleid.apple.com/auth/token').send({
    client_id: 'com.acmefit.web',
    client_secret: clientSecret(),
    grant_type: 'refresh_token',
    refresh_token: token,
  });
  return res.body;
};
