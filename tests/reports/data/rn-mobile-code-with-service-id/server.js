const clientSecret = appleSignin.getClientSecret({
  clientID: 'com.harborlane.web',
  teamId: 'Q7K2M4T9XW',
  keyIdentifier: 'H3N8R5V2LD',
  privateKeyPath: path.join(__dirname, 'AuthKey_H3N8R5V2LD.p8')
});
// code: authorizationCode of appleAuth.performRequest() in the iOS app
const tokens = await appleSignin.getAuthorizationToken(code, {
  clientID: 'com.harborlane.web',
  clientSecret
});
