const crypto = require('crypto');

exports.login = (req, res) => {
  const params = new URLSearchParams({
    response_type: 'code',
    response_mode: 'form_post',
    client_id: 'com.acmefit.web',
    redirect_uri: 'https://acmefit.com/auth/apple/callback',
    scope: 'name email',
    state: crypto.randomUUID(),
    nonce: crypto.randomUUID(),
  });
  res.redirect(`https://appleid.apple.com/auth/authorize?${params.toString()}`);
};
