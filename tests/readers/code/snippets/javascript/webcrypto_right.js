function toB64Url(buf) {
  return btoa(String.fromCharCode(...new Uint8Array(buf))).replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_');
}
const text = new TextEncoder();

async function appleClientSecret(env) {
  const now = Math.floor(Date.now() / 1000);
  const head = toB64Url(text.encode(JSON.stringify({ alg: 'ES256', kid: env.APPLE_KEY_ID })));
  const body = toB64Url(
    text.encode(JSON.stringify({ iss: env.APPLE_TEAM_ID, iat: now, exp: now + 60 * 5, aud: 'https://appleid.apple.com', sub: env.APPLE_SERVICE_ID })),
  );
  const der = Uint8Array.from(atob(env.APPLE_KEY.replace(/-----(BEGIN|END) PRIVATE KEY-----|\s/g, '')), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const sig = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, text.encode(`${head}.${body}`));
  return `${head}.${body}.${toB64Url(sig)}`;
}

addEventListener('fetch', (event) => {
  event.respondWith(handle(event.request));
});

async function handle(request) {
  const form = await request.formData();
  const params = new URLSearchParams();
  params.append('client_id', APPLE_SERVICE_ID);
  params.append('client_secret', await appleClientSecret(globalThis));
  params.append('code', form.get('code'));
  params.append('grant_type', 'authorization_code');
  params.append('redirect_uri', 'https://acmefit.com/callback');
  return fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: params });
}
