export default async function handler(req, res) {
  const body = new URLSearchParams({
    client_id: process.env.APPLE_ID,
    client_secret: process.env.APPLE_SECRET,
    code: req.body.code,
    grant_type: 'authorization_code',
  });
  const response = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  res.status(response.status).json(await response.json());
}
