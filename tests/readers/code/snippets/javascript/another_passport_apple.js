const passport = require('passport');
const AppleStrategy = require('passport-apple');
const path = require('path');

passport.use(
  new AppleStrategy(
    {
      clientID: 'com.acmefit.web',
      teamID: 'R5T8Q2WM7K',
      callbackURL: 'https://acmefit.com/auth/apple/callback',
      keyID: 'Q7M2T9XK4C',
      privateKeyLocation: path.join(__dirname, 'AuthKey_Q7M2T9XK4C.p8'),
      passReqToCallback: true,
      scope: ['name', 'email'],
    },
    function (req, accessToken, refreshToken, idToken, profile, cb) {
      cb(null, idToken);
    },
  ),
);

module.exports = (app) => {
  app.get('/login', passport.authenticate('apple'));
  app.post('/auth/apple/callback', passport.authenticate('apple', { failureRedirect: '/' }), (req, res) => res.redirect('/home'));
};
