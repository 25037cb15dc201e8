import { getClientSecret } from './secret';

export async function validate(code: string) {
  const params = new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: getClientSecret(), code, grant_type: 'authorization_code' });
  const res = await fetch(`https://appleid.apple.com/auth/token?${params}`);
  return res.json();
}
