<AppleLogin
  clientId="com.harborlane.web"
  redirectURI="http://localhost:3000/callback"
  responseType="code"
  responseMode="query"
/>
