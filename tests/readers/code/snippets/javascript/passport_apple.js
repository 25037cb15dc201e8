import passport from 'passport'
import AppleStrategy from 'passport-apple'
import appleSignin, { getClientSecret as makeSecret } from 'apple-signin-auth'

passport.use(
  new AppleStrategy(
    {
      clientID: 'com.acmefit.web',
      teamID: 'R5T8Q2WM7K',
      keyID: 'Q7M2T9XK4C',
      callbackURL: 'https://acmefit.example/auth/apple/callback',
      privateKeyLocation: './keys/AuthKey_Q7M2T9XK4C.p8',
      passReqToCallback: true,
    },
    function (req, accessToken, refreshToken, idToken, profile, done) {
      done(null, { id: idToken.sub })
    },
  ),
)

export async function tokens(code) {
  const clientSecret = makeSecret({
    clientID: 'com.acmefit.web',
    teamID: 'R5T8Q2WM7K',
    keyIdentifier: 'Q7M2T9XK4C',
    privateKey: process.env.APPLE_PRIVATE_KEY,
    expAfter: 15777000,
  })
  return appleSignin.getAuthorizationToken(code, { clientID: 'com.acmefit.web', redirectUri: '', clientSecret })
}
