const { exp } = jwt_decode(result.identityToken);
await Auth.federatedSignIn(
  "SignInWithApple",
  {
    token: result.identityToken,
    expires_at: exp * 1000 + new Date().getTime()
  },
  user
);
