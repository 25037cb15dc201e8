final credential = await SignInWithApple.getAppleIDCredential(
  scopes: [
    AppleIDAuthorizationScopes.email,
    AppleIDAuthorizationScopes.fullName,
  ],
  webAuthenticationOptions: WebAuthenticationOptions(
    clientId: 'com.harborlane.app',
    redirectUri: Uri.parse(
      'https://api.harborlane.example/Session/Apple/Redirect',
    ),
  ),
);
