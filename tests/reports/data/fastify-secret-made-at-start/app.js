fastify.register(oauthPlugin, {
        name: 'appleOAuth2',
        scope: ['email'],
        credentials: {
            client: {
                id: process.env.APPLE_CLIENTID,
                secret: generateClientSecret()
            },
            auth: oauthPlugin.APPLE_CONFIGURATION,
            options: {
                authorizationMethod: 'body'
            }
        },
        startRedirectPath: '/login/apple',
        callbackUri: process.env.SERVER_URL + '/login/apple/callback'
    })

function generateClientSecret() {
        const now = Math.floor(Date.now() / 1000)
        return jwt.sign({
            iss: process.env.APPLE_TEAM_ID,
            iat: now,
            exp: now + 300,
            aud: 'https://appleid.apple.com',
            sub: process.env.APPLE_CLIENTID
        }, process.env.APPLE_KEY, { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID })
}
