var tNow = KJUR.jws.IntDate.get('now');
var tEnd = KJUR.jws.IntDate.get('now + 1day');
var teamId = 'SEARCHADS.27478e71-3bb0-4588-998c-182e2b405577';
var keyId = 'b3c1f0a2-7d5e-4f6a-9b8c-1d2e3f4a5b6c';
var oHeader = { "alg": "ES256", "kid": keyId }
var oPayload = { "iss": teamId, "iat": tNow, "exp": tEnd, "aud": "https://appleid.apple.com", "sub": clientId }
var sKey = KEYUTIL.getKey({d: privateKey, curve: 'prime256v1'});
var sResult = KJUR.jws.JWS.sign('ES256', JSON.stringify(oHeader), JSON.stringify(oPayload), sKey);
