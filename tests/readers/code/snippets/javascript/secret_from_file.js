// client_secret is fetched daily by cron and stored
const secret = require('fs').readFileSync('/run/secrets/apple_client_secret', 'utf8');
const s2 = require('fs').readFileSync('./client_secret.jwt', 'utf8').trim();
fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: secret, code, grant_type: 'authorization_code' }) });
