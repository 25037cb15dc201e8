const b64 = (x) => Buffer.from(x).toString('base64');
const url = (x) => b64(x).split('=')[0].split('+').join('-').split('/').join('_');
const input = url(JSON.stringify({ alg: 'ES256', kid: 'Q7M2T9XK4C' })) + '.' + url(JSON.stringify({ iss: 'R5T8Q2WM7K', iat: now(), exp: now() + 60, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' }));
console.log(input + '.' + url(kms.sign(input)));
