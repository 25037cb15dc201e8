import { Apple, decodeIdToken } from 'arctic';

const pem = process.env.APPLE_PRIVATE_KEY!;
const der = Uint8Array.from(atob(pem.replace(/-----.*?-----/g, '').replaceAll('\n', '')), (c) => c.charCodeAt(0));

export const apple = new Apple('com.acmefit.web', 'R5T8Q2WM7K', 'Q7M2T9XK4C', der, 'https://acmefit.com/login/apple/callback');

export async function POST({ request, cookies }) {
  const form = await request.formData();
  const tokens = await apple.validateAuthorizationCode(form.get('code') as string);
  const claims = decodeIdToken(tokens.idToken());
  cookies.set('sub', (claims as { sub: string }).sub, { path: '/', sameSite: 'none', secure: true });
  return new Response(null, { status: 302, headers: { Location: '/' } });
}
