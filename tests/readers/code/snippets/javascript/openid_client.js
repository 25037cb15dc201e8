const { Issuer } = require('openid-client');
(async () => {
  const apple = await Issuer.discover('https://appleid.apple.com');
  const client = new apple.Client({ client_id: 'com.acmefit.web', client_secret: makeSecret(), redirect_uris: ['https://acmefit.com/cb'], response_types: ['code'], token_endpoint_auth_method: 'client_secret_post' });
  const url = client.authorizationUrl({ scope: 'openid email', response_mode: 'form_post', state: 's', nonce: 'n' });
})();
