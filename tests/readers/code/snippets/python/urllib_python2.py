import time, jwt, urllib, urllib2

SETTINGS = {'team': 'A1B2C3D4E5', 'client': 'com.example.web', 'key': 'ABC123DEFG'}
key = open('AuthKey_%s.p8' % SETTINGS['key']).read()
claims = dict(iss=SETTINGS['team'], sub=SETTINGS['client'], aud='https://appleid.apple.com', iat=time.time(), exp=time.time() + 600)
token = jwt.encode(claims, key, 'ES256', {'kid': SETTINGS['key']})
url = 'https://{host}/auth/{end}'.format(host='appleid.apple.com', end='token')
for grant in ('authorization_code',):
    params = urllib.urlencode({'client_id': SETTINGS['client'], 'client_secret': token, 'grant_type': grant, 'code': raw_input()})
    print(urllib2.urlopen(url, params).read())
