export async function appleLogin() {
  // 1. Create credentials on the native layer
  const result = await FirebaseAuthentication.signInWithApple()
  // 2. Sign in on the web layer using the id token and nonce
  const provider = new OAuthProvider('apple.com')
  const credential = provider.credential({
    idToken: result.credential?.idToken,
    rawNonce: result.credential?.nonce
  })
  await signInWithCredential(auth, credential)
}
