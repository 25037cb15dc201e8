import { useState, type FC } from 'react'

interface Props {
  nonce: string
}

export const AppleButton: FC<Props> = ({ nonce, ...props }) => {
  const [state, setState] = useState<string>(() => crypto.randomUUID())
  const signIn = async () => {
    await window.AppleID.auth.init({
      clientId: 'com.acmefit.web',
      scope: 'name email',
      redirectURI: 'https://acmefit.example/callback',
      state,
      nonce,
      usePopup: true,
    })
    const { authorization } = await window.AppleID.auth.signIn()
    await fetch('/callback', { method: 'POST', body: JSON.stringify({ code: authorization.code }) })
    setState(crypto.randomUUID())
  }
  return null
}
