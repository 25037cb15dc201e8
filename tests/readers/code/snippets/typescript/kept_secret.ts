import express from 'express';
import jwt from 'jsonwebtoken';

const app = express();
const clientSecret = jwt.sign({}, process.env.APPLE_KEY!, {
  algorithm: 'ES256', keyid: 'Q7M2T9XK4C', issuer: 'R5T8Q2WM7K', subject: 'com.acmefit.web', audience: 'https://appleid.apple.com', expiresIn: '5m',
});

app.post('/apple', async (req, res) => {
  const r = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: clientSecret, code: req.body.code, grant_type: 'authorization_code' }),
  });
  res.json(await r.json());
});
app.listen(3000);
