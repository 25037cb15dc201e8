import { getSecret } from './secret.js';

export async function exchange(code) {
  const params = new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: await getSecret(), code, grant_type: 'authorization_code' });
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: params.toString() });
  if (!res.ok) throw new Error(await res.text());
  return res.json();
}
