const endpoint = 'https://appleid.apple.com/auth/token';

export async function refresh(secret: string, code: string): Promise<Response> {
  const redirect = encodeURIComponent('https://acmefit.com/auth/apple/callback');
  const body = new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: secret, code, grant_type: 'authorization_code', redirect_uri: redirect });
  return fetch(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body });
}
