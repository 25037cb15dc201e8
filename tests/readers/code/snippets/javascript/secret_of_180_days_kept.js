const router = require('express').Router();
const secret = jwt.sign({ iss: 'R5T8Q2WM7K', sub: 'com.acmefit.web', aud: 'https://appleid.apple.com' }, key, { algorithm: 'ES256', keyid: 'Q7M2T9XK4C', expiresIn: '180d' });
router.post('/cb', async (req, res) => { const r = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: secret, code: req.body.code, grant_type: 'authorization_code' }) }); res.json(await r.json()); });
