const jwt = require('jsonwebtoken');
const now = Math.round(Date.now() / 1000);
const token = jwt.sign(
  { iss: '69a6de70-03db-47e3-e053-5b8c7c11a4d1', iat: now, exp: now + 1200, aud: 'appstoreconnect-v1', bid: 'com.acmefit.app' },
  process.env.ASC_KEY,
  { algorithm: 'ES256', header: { kid: 'ABC1234567', typ: 'JWT' } },
);
fetch('https://api.appstoreconnect.apple.com/v1/apps', { headers: { Authorization: `Bearer ${token}` } });
