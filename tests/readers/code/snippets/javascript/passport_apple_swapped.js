const passport = require('passport');
const AppleStrategy = require('@nicokaiser/passport-apple').Strategy;
const fs = require('fs');

passport.use('apple', new AppleStrategy({
  clientID: 'com.acmefit.web',
  teamID: 'Q7M2T9XK4C',
  keyID: 'R5T8Q2WM7K',
  key: fs.readFileSync('./keys/AuthKey_Q7M2T9XK4C.p8'),
  callbackURL: 'https://acmefit.com/auth/apple/callback',
  scope: ['name', 'email'],
}, (accessToken, refreshToken, profile, cb) => cb(null, profile)));
