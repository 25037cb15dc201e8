from requests_oauthlib import OAuth2Session
apple = OAuth2Session("com.acmefit.web", redirect_uri="https://acmefit.com/cb", scope=["name", "email"])
url, state = apple.authorization_url("https://appleid.apple.com/auth/authorize", response_mode="form_post")
token = apple.fetch_token("https://appleid.apple.com/auth/token", authorization_response=resp, client_secret=make_secret(), include_client_id=True)
