const express = require('express');
const fs = require('fs');
const path = require('path');
const jwt = require('jsonwebtoken');
const axios = require('axios');
const qs = require('querystring');
require('dotenv').config();

const router = express.Router();
const { APPLE_TEAM_ID, APPLE_CLIENT_ID, APPLE_KEY_ID, APPLE_REDIRECT_URI } = process.env;

function getClientSecret() {
  const privateKey = fs.readFileSync(path.join(__dirname, '..', 'keys', `AuthKey_${APPLE_KEY_ID}.p8`), 'utf8');
  const headers = { alg: 'ES256', typ: undefined, kid: APPLE_KEY_ID };
  const timeNow = Math.floor(Date.now() / 1000);
  const claims = {
    iss: APPLE_TEAM_ID,
    aud: 'https://appleid.apple.com',
    sub: APPLE_CLIENT_ID,
    iat: timeNow,
    exp: timeNow + 15777000,
  };
  return jwt.sign(claims, privateKey, { algorithm: 'ES256', header: headers });
}

router.post('/callback', express.urlencoded({ extended: true }), async (req, res) => {
  try {
    const { code, user } = req.body;
    const { data } = await axios.post(
      'https://appleid.apple.com/auth/token',
      qs.stringify({
        grant_type: 'authorization_code',
        code,
        redirect_uri: APPLE_REDIRECT_URI,
        client_id: APPLE_CLIENT_ID,
        client_secret: getClientSecret(),
      }),
      { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    );
    res.json({ idToken: data.id_token, user: user && JSON.parse(user) });
  } catch (e) {
    res.status(400).json(e.response ? e.response.data : { error: e.message });
  }
});

module.exports = router;
