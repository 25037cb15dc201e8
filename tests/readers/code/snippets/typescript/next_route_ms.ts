import { NextResponse } from 'next/server';
import jwt from 'jsonwebtoken';

const TEAM_ID = process.env.APPLE_TEAM_ID!;
const CLIENT_ID = process.env.APPLE_CLIENT_ID!;
const KEY_ID = process.env.APPLE_KEY_ID as string;

export const runtime = 'nodejs';

export async function POST(request: Request): Promise<NextResponse> {
  const form = await request.formData();
  const now = new Date().valueOf();
  const secret = jwt.sign(
    { iss: TEAM_ID, iat: now, exp: now + 3600, aud: 'https://appleid.apple.com', sub: CLIENT_ID },
    process.env.APPLE_PRIVATE_KEY!.replace(/\\n/g, '\n'),
    { algorithm: 'ES256', keyid: KEY_ID },
  );
  const response = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: CLIENT_ID,
      client_secret: secret,
      code: String(form.get('code')),
      grant_type: 'authorization_code',
      redirect_uri: `${process.env.BASE_URL}/api/apple`,
    }).toString(),
  });
  return NextResponse.json(await response.json());
}
