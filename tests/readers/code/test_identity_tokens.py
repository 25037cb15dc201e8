"""Programs that read an identity token, and what the doctor advises about them."""

from __future__ import annotations

from tests.each import each

from siwakit.flow.diagnose import diagnose

NOW = 1_796_004_660
NOT_VERIFIED, ALGORITHM = "identity-token-not-verified", "identity-token-alg-from-token"


def advised(name: str, program: str) -> list[str]:
    """Return the ids of the rules about identity tokens that *program* breaks."""
    diagnosis = diagnose((name, program), now=NOW)
    findings = (*([diagnosis.root] if diagnosis.root else []), *diagnosis.others, *diagnosis.assumed, *diagnosis.advice)
    return [finding.rule.id for finding in findings if finding.rule.id.startswith("identity-token")]


# The token comes with a request, and nothing verifies it.
WRONG = [
    ("app.js, a member of the body", "app.js", """
const jwt = require('jsonwebtoken');
// Sign in with Apple
app.post('/auth/apple', async (req, res) => {
  const { identityToken } = req.body;
  const { sub, email } = jwt.decode(identityToken);
  const user = await User.findOrCreate({ appleId: sub });
  res.json(user);
});
"""),
    ("app.js, the body as JSON", "app.js", """
// apple
import { jwtDecode } from 'jwt-decode';
export async function POST(request) {
  const body = await request.json();
  const claims = jwtDecode(body.identityToken);
  return login(claims.sub);
}
"""),
    ("app.js, its claims taken apart", "app.js", """
// apple
app.post('/apple', (req, res) => {
  const payload = JSON.parse(Buffer.from(req.body.id_token.split('.')[1], 'base64').toString());
  login(payload.sub);
});
"""),
    ("app.js, its claims taken apart by atob", "app.js", """
// apple
app.post('/apple', (req, res) => {
  const payload = JSON.parse(atob(req.body.id_token.split('.')[1].replace(/-/g, '+')));
  login(payload['email']);
});
"""),
    ("app.py, PyJWT", "app.py", """
import jwt
# apple
@app.post("/apple")
def login():
    token = request.json["identity_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    return sign_in(claims["sub"])
"""),
    ("app.py, its claims taken apart", "app.py", """
import base64, json  # apple token
def login(request):
    token = request.POST.get("id_token")
    payload = token.split(".")[1]
    data = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return sign_in(data.get("sub"))
"""),
    ("app.py, its claims with padding", "app.py", """
import base64, json  # apple token
def login(request):
    token = request.data.get("identityToken")
    payload = token.split(".")[1]
    data = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return sign_in(data.get("sub"))
"""),
    ("app.rb, the first of the result", "app.rb", """
class AppleController
  # apple token
  def create
    claims = JWT.decode(params[:identity_token], nil, false).first
    user = User.find_or_create_by(apple_id: claims['sub'])
  end
end
"""),
    ("app.rb, both of the result", "app.rb", """
class AppleController
  def create
    claims, header = JWT.decode(params[:id_token], nil, false) # apple
    user = User.find_by(uid: claims.fetch('sub'))
  end
end
"""),
    ("app.php, a field of the form", "app.php", """
<?php
// apple
$claims = json_decode(base64_decode(explode('.', $_POST['id_token'])[1]), true);
login($claims['sub']);
"""),
    ("app.php, an input of Laravel", "app.php", """
<?php
class AppleController { // apple token
  public function login(Request $request) {
    [$header, $payload, $signature] = explode('.', $request->input('identityToken'));
    $claims = json_decode(base64_decode(strtr($payload, '-_', '+/')));
    return User::firstOrCreate(['apple_id' => $claims->sub]);
  }
}
"""),
    ("main.go, a field of the form", "main.go", """
package main
// apple
func login(w http.ResponseWriter, r *http.Request) {
	claims := jwt.MapClaims{}
	_, _, err := new(jwt.Parser).ParseUnverified(r.FormValue("id_token"), claims)
	if err != nil { return }
	signIn(claims["sub"].(string))
}
"""),
    ("main.go, a member of the body", "main.go", """
package main
// apple
func login(c *gin.Context) {
	var req AppleLoginRequest
	c.BindJSON(&req)
	token, _, _ := jwt.NewParser().ParseUnverified(req.IdentityToken, jwt.MapClaims{})
	claims := token.Claims.(jwt.MapClaims)
	signIn(claims["sub"].(string))
}
"""),
    ("Login.java, java-jwt", "Login.java", """
class A { // apple
  @PostMapping("/apple") User login(@RequestBody AppleLoginRequest request) {
    DecodedJWT jwt = JWT.decode(request.getIdentityToken());
    return users.find(jwt.getSubject());
  } }
"""),
    ("Login.java, Nimbus", "Login.java", """
class A { // apple
  @PostMapping("/apple") User login(@RequestBody AppleLoginRequest request) throws Exception {
    SignedJWT jwt = SignedJWT.parse(request.getIdentityToken());
    return users.find(jwt.getJWTClaimsSet().getSubject());
  } }
"""),
    ("Login.kt, java-jwt", "Login.kt", """
class A { // apple
  @PostMapping("/apple") fun login(@RequestBody request: AppleLoginRequest): User {
    val jwt = JWT.decode(request.identityToken)
    return users.find(jwt.getClaim("sub").asString())
  } }
"""),
    ("Login.cs, a property", "Login.cs", """
class A { // apple token
  [HttpPost] public IActionResult Login(AppleLoginRequest request) {
    var jwt = new JwtSecurityTokenHandler().ReadJwtToken(request.IdentityToken);
    return SignIn(jwt.Subject);
  } }
"""),
    ("Login.cs, a claim by its type", "Login.cs", """
class A { // apple token
  [HttpPost] public IActionResult Login(AppleLoginRequest request) {
    var handler = new JwtSecurityTokenHandler();
    var jwt = handler.ReadJwtToken(request.IdentityToken);
    var sub = jwt.Claims.First(c => c.Type == "sub").Value;
    return SignIn(sub);
  } }
"""),
]  # fmt: skip

# The token is verified by the algorithm that its header names.
BY_ITS_OWN_ALGORITHM = [
    ("jsonwebtoken", "app.js", """
const jwt = require('jsonwebtoken'), axios = require('axios');
async function f(idToken) { const decoded = jwt.decode(idToken, {complete: true}); const key = await apple(decoded.header.kid);
 return jwt.verify(idToken, key, { algorithms: [decoded.header.alg], issuer: 'https://appleid.apple.com' }); }
"""),
    ("PyJWT", "app.py", """
import jwt
def verify(id_token):
    header = jwt.get_unverified_header(id_token)
    key = apple_key(header["kid"])
    return jwt.decode(id_token, key, algorithms=[header["alg"]], audience=AUD, issuer="https://appleid.apple.com")
"""),
    ("python-jose, which takes any algorithm if none is named", "app.py", """
from jose import jwt
def verify(id_token):
    return jwt.decode(id_token, apple_keys(), audience=AUD, issuer="https://appleid.apple.com")
"""),
    ("ruby-jwt", "app.rb", """
def check(id_token) # apple
  _, header = JWT.decode(id_token, nil, false)
  JWT.decode(id_token, apple_key(header['kid']), true, { algorithm: header['alg'] })
end
"""),
    ("firebase/php-jwt", "app.php", """
<?php
class AppleController { // apple token
  public function check($id_token) {
    $header = json_decode(base64_decode(explode('.', $id_token)[0]));
    return JWT::decode($id_token, new Key($this->appleKey($header->kid), $header->alg));
  }
}
"""),
]  # fmt: skip

# Programs that verify, that trust Apple's own answer, that run on the user's device, or of which it is not known.
RIGHT = [
    ("app.js, token endpoint axios", "app.js", """
const jwt = require('jsonwebtoken'), axios = require('axios'); // apple
app.post('/cb', async (req, res) => {
  const answer = await axios.post('https://appleid.apple.com/auth/token', new URLSearchParams({ client_id: ID, client_secret: secret(),
  code: req.body.code, grant_type: 'authorization_code' }));
  const claims = jwt.decode(answer.data.id_token);
  login(claims.sub);
});
"""),
    ("app.js, token endpoint named request", "app.js", """
const jwt = require('jsonwebtoken'), axios = require('axios'); // apple
app.post('/cb', async (r, res) => {
  const request = await axios.post('https://appleid.apple.com/auth/token', new URLSearchParams({ code: r.body.code }));
  const body = request.data;
  login(jwt.decode(body.id_token).sub);
  login(jwt.decode(request.data.id_token).sub);
});
"""),
    ("app.js, fetch", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.post('/cb', async (req, res) => {
  const form = await fetch('https://appleid.apple.com/auth/token', {method: 'POST', body: f});
  const json = await form.json();
  login(jwt.decode(json.id_token).sub);
});
"""),
    ("app.js, verified with jwks", "app.js", """
const jwt = require('jsonwebtoken'), jwksClient = require('jwks-rsa');
const client = jwksClient({ jwksUri: 'https://appleid.apple.com/auth/keys' });
app.post('/apple', async (req, res) => {
  const { identityToken } = req.body;
  const { header, payload } = jwt.decode(identityToken, { complete: true });
  const key = await client.getSigningKey(header.kid);
  jwt.verify(identityToken, key.getPublicKey(), { algorithms: ['RS256'] });
  login(payload.sub);
});
"""),
    ("app.js, by another function", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.post('/apple', async (req, res) => {
  await assertGenuine(req.body.identityToken);
  login(jwt.decode(req.body.identityToken).sub);
});
"""),
    ("app.js, a middleware", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.post('/apple', verifyApple, (req, res) => { login(jwt.decode(req.body.identityToken).sub); });
"""),
    ("app.js, google token", "app.js", """
const jwt = require('jsonwebtoken'); // apple and google
app.post('/google', (req, res) => { login(jwt.decode(req.body.idToken).sub); });
"""),
    ("app.js, own session token", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.get('/me', (req, res) => { login(jwt.decode(req.cookies.token).sub); login(jwt.decode(req.headers.authorization).sub) });
"""),
    ("app.js, only the kid", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.post('/apple', (req, res) => { const {header} = jwt.decode(req.body.identityToken, {complete: true}); pick(header.kid); });
"""),
    ("app.js, react native", "app.js", """
import appleAuth from '@invertase/react-native-apple-authentication'; import { jwtDecode } from 'jwt-decode';
async function onPress() { const appleAuthRequestResponse = await appleAuth.performRequest({}); const {
  identityToken } = appleAuthRequestResponse; const { email } = jwtDecode(identityToken); show(email); }
"""),
    ("app.js, expo", "app.js", """
import * as AppleAuthentication from 'expo-apple-authentication'; import { jwtDecode } from 'jwt-decode';
async function onPress() { const credential = await AppleAuthentication.signInAsync({}); show(jwtDecode(credential.identityToken).email); }
"""),
    ("app.js, apple js in page", "app.js", """
// apple
document.addEventListener('AppleIDSignInOnSuccess', (event) => { show(jwtDecode(event.detail.authorization.id_token).email); });
AppleID.auth.signIn().then(data => show(jwtDecode(data.authorization.id_token).email));
"""),
    ("app.js, alg fixed by check", "app.js", """
const jwt = require('jsonwebtoken'); // apple
function f(idToken, key) { const d = jwt.decode(idToken, {complete: true}); if (d.header.alg !== 'RS256') throw 1;
  return jwt.verify(idToken, key, { algorithms: [d.header.alg] }); }
"""),
    ("app.js, alg of the key", "app.js", """
const jwt = require('jsonwebtoken'); // apple
function f(idToken, jwk) { return jwt.verify(idToken, pem(jwk), { algorithms: [jwk.alg] }); }
"""),
    ("app.js, no algorithms in jsonwebtoken, which goes by the key", "app.js", """
const jwt = require('jsonwebtoken'); // apple
function f(idToken, jwk) { return jwt.verify(idToken, pem(jwk)); }
"""),
    ("app.js, compares with Apple's answer", "app.js", """
const jwt = require('jsonwebtoken'); // apple
app.post('/a', async (req, res) => { const mine = jwt.decode(req.body.identityToken); const answer = await axios.post(URL, f);
  const theirs = jwt.decode(answer.data.id_token); if (mine.sub !== theirs.sub) throw 1; login(theirs.sub); });
"""),
    ("app.py, token endpoint", "app.py", """
import jwt, requests  # apple
def callback(request):
    r = requests.post("https://appleid.apple.com/auth/token", data={"code": request.POST["code"], "client_secret": s})
    id_token = r.json()["id_token"]
    return login(jwt.decode(id_token, options={"verify_signature": False})["sub"])
"""),
    ("app.py, token endpoint named request", "app.py", """
import jwt, requests  # apple
def callback(code):
    request = requests.post("https://appleid.apple.com/auth/token", data={"code": code})
    body = request.json()
    a = jwt.decode(request.json()["id_token"], options={"verify_signature": False})["sub"]
    return login(jwt.decode(body.get("id_token"), options={"verify_signature": False})["sub"])
"""),
    ("app.py, verified", "app.py", """
import jwt  # apple
def login(request):
    token = request.data["identity_token"]
    kid = jwt.get_unverified_header(token)["kid"]
    email = jwt.decode(token, options={"verify_signature": False})["email"]
    return jwt.decode(token, PyJWKClient(URL).get_signing_key(kid).key, algorithms=["RS256"], audience=AUD)["sub"]
"""),
    ("app.py, a parameter", "app.py", """
import jwt  # apple
def email_of(id_token):
    return jwt.decode(id_token, options={"verify_signature": False})["email"]
"""),
    ("app.py, urllib", "app.py", """
import jwt, json, urllib.request  # apple
def callback(code):
    req = urllib.request.Request("https://appleid.apple.com/auth/token", data=f)
    data = json.loads(urllib.request.urlopen(req).read())
    return jwt.decode(data["id_token"], options={"verify_signature": False})["sub"]
"""),
    ("app.py, python-jose with algorithms", "app.py", """
from jose import jwt  # apple
def f(id_token): return jwt.decode(id_token, key, algorithms=["RS256"], audience=A)
"""),
    ("app.py, python-jose, more options", "app.py", """
from jose import jwt  # apple
def f(id_token, **options): return jwt.decode(id_token, key, **options)
"""),
    ("app.py, python-jose, own session", "app.py", """
from jose import jwt  # apple
def f(token): return jwt.decode(token, key)
"""),
    ("app.py, aiohttp", "app.py", """
import jwt  # apple
async def callback(request):
    async with session.post(URL, data=f) as response:
        data = await response.json()
        return jwt.decode(data["id_token"], options={"verify_signature": False})["sub"]
"""),
    ("app.rb, token endpoint", "app.rb", """
# apple
class C
  def create
    response = Net::HTTP.post_form(URI('https://appleid.apple.com/auth/token'), { code: params[:code] })
    id_token = JSON.parse(response.body)['id_token']
    claims = JWT.decode(id_token, nil, false).first
    User.find_by(uid: claims['sub'])
  end
end
"""),
    ("app.rb, verified", "app.rb", """
# apple
class C
  def create
    claims, _ = JWT.decode(params[:id_token], nil, true, { algorithms: ['RS256'], jwks: keys })
    User.find_by(uid: claims['sub'])
  end
end
"""),
    ("app.rb, before action", "app.rb", """
# apple
class C
  before_action :verify_identity_token
  def create
    User.find_by(uid: JWT.decode(params[:id_token], nil, false).first['sub'])
  end
end
"""),
    ("app.php, token endpoint", "app.php", """
<?php // apple
$response = json_decode(curl_exec($ch));
$claims = json_decode(base64_decode(explode('.', $response->id_token)[1]));
login($claims->sub);
"""),
    ("app.php, token endpoint in Laravel, badly named", "app.php", """
<?php // apple
function f(Request $r) {
$request = Http::asForm()->post('https://appleid.apple.com/auth/token', ['code' => $r->code]);
$body = $request->json();
$claims = json_decode(base64_decode(explode('.', $request['id_token'])[1]));
$claims2 = json_decode(base64_decode(explode('.', $body['id_token'])[1]));
login($claims->sub, $claims2->sub);
}
"""),
    ("app.php, guzzle", "app.php", """
<?php // apple
$res = $client->request('POST', 'https://appleid.apple.com/auth/token', ['form_params' => $f]);
$body = json_decode($res->getBody(), true);
$claims = json_decode(base64_decode(explode('.', $body['id_token'])[1]));
login($claims->sub);
"""),
    ("app.php, verified", "app.php", """
<?php // apple
$claims = JWT::decode($_POST['id_token'], JWK::parseKeySet($keys)); login($claims->sub);
"""),
    ("app.php, nothing of it", "app.php", """
<?php // apple
$header = json_decode(base64_decode(explode('.', $_POST['id_token'])[0])); login($header->kid);
"""),
    ("main.go, token endpoint", "main.go", """
package main // apple
func f(code string) { resp, _ := http.PostForm("https://appleid.apple.com/auth/token", v)
 var body TokenResponse
 json.NewDecoder(resp.Body).Decode(&body)
 claims := jwt.MapClaims{}
 new(jwt.Parser).ParseUnverified(body.IDToken, claims)
 signIn(claims["sub"].(string)) }
"""),
    ("main.go, verified", "main.go", """
package main // apple
func login(w http.ResponseWriter, r *http.Request) {
	claims := jwt.MapClaims{}
	new(jwt.Parser).ParseUnverified(r.FormValue("id_token"), claims)
	token, err := jwt.Parse(r.FormValue("id_token"), keyfunc)
	if !token.Valid { return }
	signIn(claims["sub"].(string))
}
"""),
    ("Login.java, token endpoint", "Login.java", """
class A { // apple
  User login(String code) { TokenResponse response = rest.postForObject("https://appleid.apple.com/auth/token", f, TokenResponse.class);
    return users.find(JWT.decode(response.getIdToken()).getSubject()); } }
"""),
    ("Login.java, verified", "Login.java", """
class A { // apple
  User login(AppleLoginRequest request) { SignedJWT jwt = SignedJWT.parse(request.getIdentityToken());
  if (!jwt.verify(new RSASSAVerifier(key))) throw x; return users.find(jwt.getJWTClaimsSet().getSubject()); } }
"""),
    ("Login.java, verified elsewhere", "Login.java", """
class A { // apple
  User login(AppleLoginRequest request) { keys.check(request.getIdentityToken());
  return users.find(JWT.decode(request.getIdentityToken()).getSubject()); } }
"""),
    ("Login.cs, token endpoint", "Login.cs", """
class A { // apple token
  async Task F(string code) { var response = await client.PostAsync(url, form);
  var body = await response.Content.ReadFromJsonAsync<TokenResponse>();
  var jwt = new JwtSecurityTokenHandler().ReadJwtToken(body.IdToken); SignIn(jwt.Subject); } }
"""),
    ("Login.cs, validated", "Login.cs", """
class A { // apple token
  IActionResult F(AppleLoginRequest request) { handler.ValidateToken(request.IdentityToken, p, out var t);
  var jwt = new JwtSecurityTokenHandler().ReadJwtToken(request.IdentityToken); SignIn(jwt.Subject); } }
"""),
    ("python-jose, its options in a mapping", "app.py", """
from jose import jwt  # apple
def f(id_token, options):
    return jwt.decode(id_token, key, **options)
"""),
]  # fmt: skip


@each("title, name, program", WRONG)
def test_a_token_from_a_request_that_is_only_decoded_is_found(title: str, name: str, program: str) -> None:
    assert advised(name, program) == [NOT_VERIFIED], title


@each("title, name, program", BY_ITS_OWN_ALGORITHM)
def test_an_algorithm_that_is_taken_from_the_token_is_found(title: str, name: str, program: str) -> None:
    assert advised(name, program) == [ALGORITHM], title


@each("title, name, program", RIGHT)
def test_nobody_is_accused_who_may_be_right(title: str, name: str, program: str) -> None:
    assert advised(name, program) == [], title
