const KEY = process.env.KEY, axios = require('axios').default;
axios.interceptors.request.use((c) => { c.headers['Content-Type'] = 'application/x-www-form-urlencoded'; return c; });
module.exports = (code) => axios.post('https://appleid.apple.com/auth/token', { client_id: 'com.acmefit.web', client_secret: KEY, code, grant_type: 'authorization_code' });
