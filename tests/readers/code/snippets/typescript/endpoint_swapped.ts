import { getClientSecret } from './secret';

const AUTH_URL = 'https://appleid.apple.com/auth/token';

export async function revoke(token: string) {
  await fetch(AUTH_URL, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: getClientSecret(), token, token_type_hint: 'refresh_token' }),
  });
}
