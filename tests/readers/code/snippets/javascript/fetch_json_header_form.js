export default async function handler(req, res) {
  const { code } = req.body;
  const response = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: JSON.stringify({
      client_id: process.env.APPLE_ID,
      client_secret: process.env.APPLE_SECRET,
      code,
      grant_type: 'authorization_code',
    }),
  });
  res.status(200).json(await response.json());
}
