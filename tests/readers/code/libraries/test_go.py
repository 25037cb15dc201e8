from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

MAP_CLAIMS = """
package apple

import (
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	teamID   = "R5T8Q2WM7K"
	keyID    = "Q7M2T9XK4C"
	clientID = "com.acmefit.web"
)

func clientSecret() (string, error) {
	pem, err := os.ReadFile("/etc/keys/AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		return "", err
	}
	key, err := jwt.ParseECPrivateKeyFromPEM(pem)
	if err != nil {
		return "", err
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": teamID,
		"iat": time.Now().Unix(),
		"exp": time.Now().Add(time.Hour * 24 * 180).Unix(),
		"aud": "https://appleid.apple.com",
		"sub": clientID,
	})
	token.Header["kid"] = keyID
	return token.SignedString(key)
}

func exchange(code string) (*http.Response, error) {
	secret, err := clientSecret()
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	form.Set("client_id", clientID)
	form.Set("client_secret", secret)
	form.Set("code", code)
	form.Set("grant_type", "authorization_code")
	return http.PostForm("https://appleid.apple.com/auth/token", form)
}
"""
# Claims as a struct with the registered ones inside, and a request that is prepared.
STRUCT = """
package apple

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

type Config struct {
	TeamID, KeyID, ServiceID string
}

type secretClaims struct {
	jwt.RegisteredClaims
}

type Client struct {
	config Config
	http   *http.Client
}

func New() *Client {
	return &Client{config: Config{TeamID: "R5T8Q2WM7K", KeyID: "Q7M2T9XK4C", ServiceID: "com.acmefit.web"}, http: http.DefaultClient}
}

func (c *Client) secret(key interface{}) (string, error) {
	now := time.Now()
	claims := secretClaims{jwt.RegisteredClaims{}}
	claims = secretClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    c.config.TeamID,
			Subject:   c.config.ServiceID,
			Audience:  jwt.ClaimStrings{"https://appleid.apple.com"},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(5 * time.Minute)),
		},
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["alg"] = "ES256"
	token.Header["kid"] = c.config.KeyID
	return token.SignedString(key)
}

func (c *Client) Revoke(key interface{}, token string) error {
	secret, _ := c.secret(key)
	data := url.Values{"client_id": {c.config.ServiceID}, "client_secret": {secret}, "token": {token}, "token_type_hint": {"refresh_token"}}
	req, err := http.NewRequest(http.MethodPost, "https://appleid.apple.com/auth/revoke", strings.NewReader(data.Encode()))
	if err != nil {
		return err
	}
	req.Header.Add("Content-Type", "application/x-www-form-urlencoded")
	_, err = c.http.Do(req)
	return err
}
"""
JWX = """
import (
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

func secret(pem []byte) ([]byte, error) {
	key, err := jwk.ParseKey(pem, jwk.WithPEM(true))
	if err != nil {
		return nil, err
	}
	_ = key.Set(jwk.KeyIDKey, "Q7M2T9XK4C")
	now := time.Now()
	token := jwt.New()
	token, err = jwt.NewBuilder().
		Issuer("R5T8Q2WM7K").
		Subject("com.acmefit.web").
		Audience([]string{"https://appleid.apple.com"}).
		IssuedAt(now).
		Expiration(now.Add(time.Hour)).
		Build()
	return jwt.Sign(token, jwt.WithKey(jwa.ES256, key))
}
"""
GO_JOSE = """
import (
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func secret(key *ecdsa.PrivateKey) (string, error) {
	opts := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "Q7M2T9XK4C")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, opts)
	if err != nil {
		return "", err
	}
	claims := jwt.Claims{
		Issuer:   "R5T8Q2WM7K",
		Subject:  "com.acmefit.web",
		Audience: jwt.Audience{"https://appleid.apple.com"},
		IssuedAt: jwt.NewNumericDate(time.Now()),
		Expiry:   jwt.NewNumericDate(time.Now().Add(10 * time.Minute)),
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
"""
FILLED = """\
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
"""
NUMBERS = (
    """\
	r, s, err := ecdsa.Sign(rand.Reader, key, hash[:])
	if err != nil {
		return "", err
	}
"""
    + FILLED
)
BY_HAND = """
type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
}

type payload struct {
	Iss string `json:"iss"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
	Aud string `json:"aud"`
	Sub string `json:"sub"`
}

func part(v interface{}) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func secret(key *ecdsa.PrivateKey) (string, error) {
	now := time.Now().Unix()
	input := part(header{Alg: "ES256", Kid: "Q7M2T9XK4C"}) + "." + part(payload{
		Iss: "R5T8Q2WM7K", Iat: now, Exp: now + 3600, Aud: "https://appleid.apple.com", Sub: "com.acmefit.web",
	})
	hash := sha256.Sum256([]byte(input))
NUMBERS	return input + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

func token(secret, code string) error {
	body := fmt.Sprintf("client_id=com.acmefit.web&client_secret=%s&code=%s&grant_type=authorization_code", secret, code)
	_, err := http.Post("https://appleid.apple.com/auth/token", "application/x-www-form-urlencoded", bytes.NewBufferString(body))
	return err
}
""".replace("NUMBERS", NUMBERS)
RESTY = """
resp, err := resty.New().R().
	SetHeader("Accept", "application/json").
	SetFormData(map[string]string{"client_id": "com.acmefit.web", "client_secret": secret, "code": code, "grant_type": "authorization_code"}).
	Post("https://appleid.apple.com/auth/token")
"""
OAUTH2 = """
var endpoint = oauth2.Endpoint{TokenURL: "https://appleid.apple.com/auth/token", AuthStyle: oauth2.AuthStyleInParams}

func exchange(ctx context.Context, code, secret string) (*oauth2.Token, error) {
	config := &oauth2.Config{ClientID: "com.acmefit.web", ClientSecret: secret, Endpoint: endpoint, RedirectURL: "https://acmefit.example/callback"}
	return config.Exchange(ctx, code)
}
"""
VALUES = """
form := make(url.Values)
form["client_id"] = []string{"com.acmefit.web"}
form["client_secret"] = []string{secret}
form["grant_type"] = []string{"refresh_token"}
form.Add("refresh_token", refreshToken)
http.PostForm("https://appleid.apple.com/auth/token", form)
"""
# The token of the program's own sessions, and a request to another service.
SESSION = """
func session(user string) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": user, "exp": time.Now().Add(time.Hour).Unix()})
	return token.SignedString([]byte("secret"))
}

func keys() { http.Get("https://appleid.apple.com/auth/keys") }

func google(code string) {
	body, _ := json.Marshal(map[string]string{"client_id": "x", "client_secret": "y", "code": code, "grant_type": "authorization_code"})
	http.Post("https://oauth2.googleapis.com/token", "application/json", bytes.NewReader(body))
}
"""
PROGRAMS = {
    "MapClaims": MAP_CLAIMS,
    "RegisteredClaims": STRUCT,
    "jwx": JWX,
    "go-jose": GO_JOSE,
    "by hand": BY_HAND,
    "resty": RESTY,
    "oauth2": OAUTH2,
    "url.Values": VALUES,
    "a session": SESSION,
}

FAULTS = [
    *changed(
        MAP_CLAIMS,
        [
            ("no kid", 'token.Header["kid"] = keyID', "", "secret-kid-missing"),
            ("HS256", "SigningMethodES256", "SigningMethodHS256", "secret-alg-not-es256"),
            ("milliseconds", '"iat": time.Now().Unix()', '"iat": time.Now().UnixMilli()', "secret-iat-in-milliseconds"),
            ("nanoseconds", '"exp": time.Now().Add(time.Hour * 24 * 180).Unix()', '"exp": time.Now().UnixNano()', "secret-exp-in-milliseconds"),
            ("a year", "time.Hour * 24 * 180", "time.Hour * 24 * 365", "secret-lives-too-long"),
            ("six months", "time.Now().Add(time.Hour * 24 * 180)", "time.Now().AddDate(0, 6, 0)", "lifetime-in-calendar-months"),
            ("iss and sub swapped", '"iss": teamID', '"iss": clientID', "secret-iss-is-client-id"),
            ("no sub", '"sub": clientID,', "", "secret-sub-missing"),
            ("kid among the claims", 'token.Header["kid"]', 'token.Claims["kid"]', "secret-kid-in-payload"),
            ("no grant_type", 'form.Set("grant_type", "authorization_code")', "", "grant-type-missing"),
            ("misspelt", 'form.Set("client_secret"', 'form.Set("clientSecret"', "field-name-misspelt"),
            ("another client", 'form.Set("client_id", clientID)', 'form.Set("client_id", "com.acmefit.app")', "sub-differs-from-client-id"),
            ("another address", "/auth/token", "/auth/oauth/token", "request-url-wrong"),
        ],
    ),
    *changed(
        STRUCT,
        [
            ("no kid", 'token.Header["kid"] = c.config.KeyID', "", "secret-kid-missing"),
            ("two years", "5 * time.Minute", "2 * 365 * 24 * time.Hour", "secret-lives-too-long"),
            ("aud", '{"https://appleid.apple.com"}', '{"https://appleid.apple.com/auth/token"}', "secret-aud-is-endpoint"),
            ("no iat", "IssuedAt:  jwt.NewNumericDate(now),", "", "secret-iat-missing"),
            ("no media type", 'req.Header.Add("Content-Type", "application/x-www-form-urlencoded")', "", "request-content-type-missing"),
            ("JSON media type", "x-www-form-urlencoded", "json", "request-content-type-wrong"),
            ("GET", "http.MethodPost", "http.MethodGet", "request-method-not-post"),
            ("no client_secret", '"client_secret": {secret}, ', "", "client-secret-missing"),
        ],
    ),
    *changed(
        JWX,
        [
            ("no kid", '_ = key.Set(jwk.KeyIDKey, "Q7M2T9XK4C")', "", "secret-kid-missing"),
            ("HS256", "jwa.ES256", "jwa.HS256", "secret-alg-not-es256"),
            ("a year", "now.Add(time.Hour)", "now.AddDate(1, 0, 0)", "secret-lives-too-long"),
        ],
    ),
    *changed(
        GO_JOSE,
        [
            ("no kid", '.WithHeader("kid", "Q7M2T9XK4C")', "", "secret-kid-missing"),
            ("no options", "opts)", "nil)", "secret-kid-missing"),
            ("HS256", "jose.ES256", "jose.HS256", "secret-alg-not-es256"),
            ("no sub", 'Subject:  "com.acmefit.web",', "", "secret-sub-missing"),
        ],
    ),
    *changed(
        BY_HAND,
        [
            ("DER", NUMBERS, "\tsig, err := ecdsa.SignASN1(rand.Reader, key, hash[:])\n", "signature-is-der"),
            ("the interface", NUMBERS, "\tsig, err := key.Sign(rand.Reader, hash[:], crypto.SHA256)\n", "signature-is-der"),
            ("ASN.1", FILLED, "\tsig, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})\n", "signature-is-der"),
            ("a claim by another name", '`json:"sub"`', '`json:"subject"`', "secret-sub-missing"),
            ("no tag", 'Sub string `json:"sub"`', "Sub string", "secret-sub-missing"),
            ("exp is a span", "Exp: now + 3600", "Exp: 3600", "secret-exp-is-a-duration"),
            ("no grant_type", "&grant_type=authorization_code", "", "grant-type-missing"),
        ],
    ),
    *changed(
        RESTY,
        [
            ("JSON", "SetFormData(map[string]string{", "SetBody(map[string]string{", "request-body-is-json"),
            ("no code", '"code": code, ', "", "code-missing"),
        ],
    ),
    *changed(OAUTH2, [("Basic", "AuthStyleInParams", "AuthStyleInHeader", "request-credentials-in-basic-auth")]),
    *changed(VALUES, [("no grant_type", 'form["grant_type"] = []string{"refresh_token"}', "", "grant-type-missing")]),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of("apple.go", PROGRAMS[name]) is None


@each("title, program, rule", FAULTS)
def test_each_mistake_is_the_root_cause(title: str, program: str, rule: str):
    assert root_of("apple.go", program) == rule
