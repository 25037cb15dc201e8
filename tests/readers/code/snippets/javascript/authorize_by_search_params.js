const url = 'https://appleid.apple.com/auth/authorize?' + new URLSearchParams({ client_id: 'com.acmefit.web', redirect_uri: 'https://acmefit.com/cb', response_type: 'code', response_mode: 'form_post', scope: 'name email', state });
window.location = url;
