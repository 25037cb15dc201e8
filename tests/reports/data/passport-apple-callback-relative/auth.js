passport.use('apple', new AppleStrategy({
  clientID: 'com.harborlane.web',
  teamID: 'Q7K2M4T9XW',
  keyID: 'H3N8R5V2LD',
  key: fs.readFileSync(path.join(__dirname, 'AuthKey_H3N8R5V2LD.p8')),
  scope: ['name', 'email'],
  callbackURL: '/auth/apple/callback'
}, verify));
