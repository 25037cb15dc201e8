import { serve } from 'https://deno.land/std@0.168.0/http/server.ts';
import { create, getNumericDate } from 'https://deno.land/x/djwt@v2.8/mod.ts';
import { createClient } from 'https://esm.sh/@supabase/supabase-js@2';

const pemToKey = async (pem: string) => {
  const b64 = pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
  const bytes = Uint8Array.from(atob(b64), (c) => c.charCodeAt(0));
  return await crypto.subtle.importKey('pkcs8', bytes, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
};

serve(async (req) => {
  const { refreshToken } = await req.json();
  const key = await pemToKey(Deno.env.get('APPLE_P8')!);
  const clientSecret = await create(
    { alg: 'ES256', kid: Deno.env.get('APPLE_KEY_ID')! },
    {
      iss: Deno.env.get('APPLE_TEAM_ID')!,
      iat: getNumericDate(0),
      exp: getNumericDate(60 * 60),
      aud: 'https://appleid.apple.com',
      sub: 'com.acmefit.app',
    },
    key,
  );
  const res = await fetch('https://appleid.apple.com/auth/revoke', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: 'com.acmefit.app', client_secret: clientSecret, token: refreshToken, token_type_hint: 'refresh_token' }),
  });
  return new Response(null, { status: res.status });
});
