const { onCall } = require('firebase-functions/v2/https');
const { defineSecret } = require('firebase-functions/params');
const jwt = require('jsonwebtoken');

const appleKey = defineSecret('APPLE_KEY');
const CLIENT_ID = 'com.acmefit.app';

exports.revoke = onCall({ secrets: [appleKey] }, async (req) => {
  const clientSecret = jwt.sign({}, appleKey.value(), {
    algorithm: 'ES256', keyid: 'Q7M2T9XK4C', issuer: 'R5T8Q2WM7K', subject: CLIENT_ID, audience: 'https://appleid.apple.com', expiresIn: 300,
  });
  const res = await fetch('https://appleid.apple.com/auth/revoke', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_id: CLIENT_ID, client_secret: clientSecret, token: req.data.token, token_type_hint: 'refresh_token' }),
  });
  return { ok: res.ok };
});
