import { getSecret } from './secret.js';

export async function exchange(code) {
  const form = new FormData();
  form.append('client_id', 'com.acmefit.web');
  form.append('client_secret', await getSecret());
  form.append('code', code);
  form.append('grant_type', 'authorization_code');
  form.append('redirect_uri', 'https://acmefit.com/cb');
  const res = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: form });
  return res.json();
}
