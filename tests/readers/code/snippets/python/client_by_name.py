import os, time, jwt, requests
class Apple:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)
    def secret(self):
        return jwt.encode(dict(iss=self.team, iat=int(time.time()), exp=int(time.time()) + 600, aud="https://appleid.apple.com", sub=self.client), self.key, algorithm="ES256", headers=dict(kid=self.kid))
    def post(self, path, **data):
        data |= {"client_id": self.client, "client_secret": self.secret()}
        return requests.request("POST", f"https://appleid.apple.com/auth/{path}", data=data)
    def exchange(self, code): return self.post("token", grant_type="authorization_code", code=code)
    def revoke(self, token): return self.post("revoke", token=token)
