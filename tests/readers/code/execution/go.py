"""Programs in Go that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = 'const (\n\tteamID   = "R5T8Q2WM7K"\n\tkeyID    = "Q7M2T9XK4C"\n\tclientID = "com.acmefit.web"\n)\n'
LOAD = """
func loadKey(file string) (*ecdsa.PrivateKey, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return key.(*ecdsa.PrivateKey), nil
}
"""


def _imports(*names: str) -> str:
    return "package main\n\nimport (\n" + "".join(f'\t"{name}"\n' for name in names) + ")\n\n"


SCRIPT = (
    _imports("fmt", "log", "net/http", "net/url", "os", "time", "github.com/golang-jwt/jwt/v4")
    + IDS
    + """
func clientSecret() (string, error) {
	pem, err := os.ReadFile("AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		return "", err
	}
	key, err := jwt.ParseECPrivateKeyFromPEM(pem)
	if err != nil {
		return "", err
	}
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": teamID,
		"iat": now.Unix(),
		"exp": now.Add(24 * time.Hour * 150).Unix(),
		"aud": "https://appleid.apple.com",
		"sub": clientID,
	})
	token.Header["kid"] = keyID
	return token.SignedString(key)
}

func main() {
	secret, err := clientSecret()
	if err != nil {
		log.Fatal(err)
	}
	form := url.Values{}
	form.Set("client_id", clientID)
	form.Set("client_secret", secret)
	form.Set("code", os.Getenv("CODE"))
	form.Set("grant_type", "authorization_code")
	response, err := http.PostForm("https://appleid.apple.com/auth/token", form)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
}
"""
)
BY_HAND = (
    _imports(
        *("bytes", "crypto/ecdsa", "crypto/rand", "crypto/sha256", "crypto/x509", "encoding/base64", "encoding/json", "encoding/pem", "errors"),
        *("log", "net/http", "net/url", "os", "time"),
    )
    + IDS
    + LOAD
    + """
func encode(value interface{}) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func sign(key *ecdsa.PrivateKey, input string) (string, error) {
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return base64.RawURLEncoding.EncodeToString(signature), nil
}

func main() {
	key, err := loadKey("AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		log.Fatal(err)
	}
	now := time.Now().Unix()
	header := map[string]string{"alg": "ES256", "kid": keyID}
	claims := map[string]interface{}{
		"iss": teamID,
		"iat": now,
		"exp": now + 3600,
		"aud": "https://appleid.apple.com",
		"sub": clientID,
	}
	input := encode(header) + "." + encode(claims)
	signature, err := sign(key, input)
	if err != nil {
		log.Fatal(err)
	}
	form := url.Values{
		"client_id":     {clientID},
		"client_secret": {input + "." + signature},
		"code":          {os.Getenv("CODE")},
		"grant_type":    {"authorization_code"},
	}
	request, err := http.NewRequest("POST", "https://appleid.apple.com/auth/token", bytes.NewBufferString(form.Encode()))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	response.Body.Close()
}
"""
)
CLIENT = (
    _imports("context", "errors", "fmt", "net/http", "net/url", "os", "strings", "time", "github.com/golang-jwt/jwt/v4")
    + """const (
	audience = "https://appleid.apple.com"
	tokenURL = "https://appleid.apple.com/auth/token"
)

type Config struct {
	TeamID   string
	ClientID string
	KeyID    string
	KeyFile  string
	Lifetime time.Duration
}

type Client struct {
	config Config
	http   *http.Client
}

func New(config Config) *Client {
	if config.Lifetime == 0 {
		config.Lifetime = time.Hour
	}
	return &Client{config: config, http: &http.Client{Timeout: 10 * time.Second}}
}

func (c *Client) secret() (string, error) {
	data, err := os.ReadFile(c.config.KeyFile)
	if err != nil {
		return "", fmt.Errorf("read key: %w", err)
	}
	key, err := jwt.ParseECPrivateKeyFromPEM(data)
	if err != nil {
		return "", fmt.Errorf("parse key: %w", err)
	}
	now := time.Now()
	claims := jwt.RegisteredClaims{
		Issuer:    c.config.TeamID,
		Subject:   c.config.ClientID,
		Audience:  jwt.ClaimStrings{audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(c.config.Lifetime)),
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = c.config.KeyID
	return token.SignedString(key)
}

func (c *Client) Exchange(ctx context.Context, code string) error {
	secret, err := c.secret()
	if err != nil {
		return err
	}
	values := url.Values{}
	values.Add("client_id", c.config.ClientID)
	values.Add("client_secret", secret)
	values.Add("code", code)
	values.Add("grant_type", "authorization_code")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, tokenURL, strings.NewReader(values.Encode()))
	if err != nil {
		return err
	}
	req.Header.Add("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Add("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

func main() {
	client := New(Config{TeamID: "R5T8Q2WM7K", ClientID: "com.acmefit.web", KeyID: "Q7M2T9XK4C", KeyFile: "AuthKey_Q7M2T9XK4C.p8"})
	if err := client.Exchange(context.Background(), os.Getenv("CODE")); err != nil {
		panic(err)
	}
}
"""
)
ENVIRONMENT = (
    _imports("log", "net/http", "net/url", "os", "strings", "time", "github.com/golang-jwt/jwt/v4")
    + """type appleClaims struct {
	Issuer    string `json:"iss"`
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	Audience  string `json:"aud"`
	Subject   string `json:"sub"`
}

func (appleClaims) Valid() error { return nil }

func env(name, fallback string) string {
	if value, ok := os.LookupEnv(name); ok {
		return value
	}
	return fallback
}

func main() {
	key, err := jwt.ParseECPrivateKeyFromPEM([]byte(strings.ReplaceAll(os.Getenv("APPLE_PRIVATE_KEY"), `\\n`, "\\n")))
	if err != nil {
		log.Fatalf("cannot read the key: %v", err)
	}
	iat := time.Now().Unix()
	claims := appleClaims{
		Issuer:    env("APPLE_TEAM_ID", ""),
		IssuedAt:  iat,
		ExpiresAt: iat + 15000000,
		Audience:  "https://appleid.apple.com",
		Subject:   env("APPLE_CLIENT_ID", ""),
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = os.Getenv("APPLE_KEY_ID")
	signed, err := token.SignedString(key)
	if err != nil {
		log.Fatal(err)
	}
	data := url.Values{"grant_type": {"authorization_code"}}
	data.Set("code", os.Getenv("CODE"))
	data.Set("client_id", os.Getenv("APPLE_CLIENT_ID"))
	data.Set("client_secret", signed)
	resp, err := http.Post("https://appleid.apple.com/auth/token", "application/x-www-form-urlencoded", strings.NewReader(data.Encode()))
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
}
"""
)
DATES = (
    _imports("net/http", "net/url", "os", "time", "github.com/golang-jwt/jwt/v4")
    + IDS
    + """
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	key := must(jwt.ParseECPrivateKeyFromPEM(must(os.ReadFile("AuthKey_" + keyID + ".p8"))))
	issued := time.Now().UTC()
	expires := issued.AddDate(0, 3, 0)
	token := &jwt.Token{
		Header: map[string]interface{}{"alg": "ES256", "kid": keyID},
		Claims: jwt.MapClaims{
			"iss": teamID,
			"iat": issued.Unix(),
			"exp": expires.Unix(),
			"aud": "https://appleid.apple.com",
			"sub": clientID,
		},
		Method: jwt.SigningMethodES256,
	}
	secret := must(token.SignedString(key))
	response := must(http.PostForm("https://appleid.apple.com/auth/token", url.Values{
		"client_id":     {clientID},
		"client_secret": {secret},
		"code":          {os.Getenv("CODE")},
		"grant_type":    {"authorization_code"},
	}))
	response.Body.Close()
}
"""
)
STRINGS = (
    _imports(
        *("crypto", "crypto/ecdsa", "crypto/rand", "crypto/x509", "encoding/base64", "encoding/pem", "errors", "fmt", "math/big"),
        *("encoding/asn1", "net/http", "os", "strings", "time"),
    )
    + IDS
    + LOAD
    + """
var b64 = base64.URLEncoding.WithPadding(base64.NoPadding)

func raw(der []byte) []byte {
	var numbers struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &numbers); err != nil {
		panic(err)
	}
	return append(numbers.R.FillBytes(make([]byte, 32)), numbers.S.FillBytes(make([]byte, 32))...)
}

func mint(key crypto.Signer, lifetime int64) string {
	now := time.Now().Unix()
	header := fmt.Sprintf(`{"alg":"ES256","kid":"%s"}`, keyID)
	claims := fmt.Sprintf(`{"iss":"%s","iat":%d,"exp":%d,"aud":"https://appleid.apple.com","sub":"%s"}`, teamID, now, now+lifetime, clientID)
	input := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(claims))
	hash := crypto.SHA256.New()
	hash.Write([]byte(input))
	der, err := key.Sign(rand.Reader, hash.Sum(nil), crypto.SHA256)
	if err != nil {
		panic(err)
	}
	return input + "." + b64.EncodeToString(raw(der))
}

func main() {
	key, err := loadKey("AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		panic(err)
	}
	body := strings.Join([]string{
		"client_id=" + clientID,
		"client_secret=" + mint(key, 600),
		"code=" + os.Getenv("CODE"),
		"grant_type=authorization_code",
	}, "&")
	resp, err := http.Post("https://appleid.apple.com/auth/token", "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
}
"""
)
STRUCTS = (
    _imports(
        *("crypto/ecdsa", "crypto/rand", "crypto/sha256", "crypto/x509", "encoding/base64", "encoding/json", "encoding/pem", "errors", "io"),
        *("fmt", "net/http", "net/url", "os", "strings", "time"),
    )
    + """type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid,omitempty"`
}

type payload struct {
	Iss string `json:"iss"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
	Aud string `json:"aud"`
	Sub string `json:"sub,omitempty"`
}

type apple struct {
	team, client, kid string
	key               *ecdsa.PrivateKey
}
"""
    + LOAD
    + """
func segment(v any) string {
	raw, _ := json.Marshal(v)
	return strings.TrimRight(base64.URLEncoding.EncodeToString(raw), "=")
}

func (a apple) secret(lifetime time.Duration) (string, error) {
	now := time.Now()
	signing := segment(header{Alg: "ES256", Kid: a.kid}) + "." + segment(payload{
		Iss: a.team,
		Iat: now.Unix(),
		Exp: now.Add(lifetime).Unix(),
		Aud: "https://appleid.apple.com",
		Sub: a.client,
	})
	sum := sha256.Sum256([]byte(signing))
	r, s, err := ecdsa.Sign(rand.Reader, a.key, sum[:])
	if err != nil {
		return "", err
	}
	rBytes, sBytes := r.Bytes(), s.Bytes()
	signature := make([]byte, 64)
	copy(signature[32-len(rBytes):32], rBytes)
	copy(signature[64-len(sBytes):], sBytes)
	return signing + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func (a apple) token(code string) (string, error) {
	secret, err := a.secret(90 * 24 * time.Hour)
	if err != nil {
		return "", err
	}
	body := fmt.Sprintf("client_id=%s&client_secret=%s&code=%s&grant_type=authorization_code", a.client, secret, url.QueryEscape(code))
	req, _ := http.NewRequest(http.MethodPost, "https://appleid.apple.com/auth/token", strings.NewReader(body))
	req.Header = http.Header{"Content-Type": []string{"application/x-www-form-urlencoded"}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return string(answer), err
}

func main() {
	key, err := loadKey("AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		panic(err)
	}
	a := apple{"R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C", key}
	if _, err := a.token(os.Getenv("CODE")); err != nil {
		panic(err)
	}
}
"""
)

AUD = '"aud": "https://appleid.apple.com"'
AUDS = (
    ("aud with a slash", AUD, '"aud": "https://appleid.apple.com/"'),
    ("aud of the endpoint", AUD, '"aud": "https://appleid.apple.com/auth/token"'),
    ("aud without https", AUD, '"aud": "appleid.apple.com"'),
)
SWAPPED = ("iss and sub swapped", '"iss": teamID', '"iss": clientID', '"sub": clientID', '"sub": teamID')
POSTS = (
    ("no such grant_type", "authorization_code", "code"),
    ("refresh_token as grant_type", "authorization_code", "refresh_token"),
    ("authorize", "/auth/token", "/auth/authorize"),
)
JSON_TYPE = ("JSON type", "x-www-form-urlencoded", "json")

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "script.go": (
        SCRIPT,
        (
            *(*AUDS, SWAPPED, *POSTS),
            ("HS256", "jwt.SigningMethodES256", "jwt.SigningMethodHS256", "SignedString(key)", "SignedString(pem)", "key, err :=", "_, err ="),
            (
                "Key ID as key",
                "jwt.SigningMethodES256",
                "jwt.SigningMethodHS256",
                "SignedString(key)",
                "SignedString([]byte(keyID))",
                "key, err :=",
                "_, err =",
            ),
            ("no kid", '	token.Header["kid"] = keyID\n', ""),
            ("kid in the payload", '	token.Header["kid"] = keyID\n', "", '"iss": teamID', '"kid": keyID,\n		"iss": teamID'),
            ("kid of the team", '["kid"] = keyID', '["kid"] = teamID'),
            ("no sub", '		"sub": clientID,\n', ""),
            ("milliseconds", '"iat": now.Unix()', '"iat": now.UnixMilli()'),
            ("milliseconds of both", ".Unix()", ".UnixNano() / int64(time.Millisecond)"),
            ("fraction", '"iat": now.Unix()', '"iat": float64(now.UnixNano()) / 1e9'),
            ("a year", "24 * time.Hour * 150", "24 * time.Hour * 365"),
            ("a time as text", '"iat": now.Unix()', '"iat": now.Format(time.RFC3339)'),
            ("no grant_type", '	form.Set("grant_type", "authorization_code")\n', ""),
            ("client_id of the team", '"client_id", clientID', '"client_id", teamID'),
            (
                "GET",
                'http.PostForm("https://appleid.apple.com/auth/token", form)',
                'http.Get("https://appleid.apple.com/auth/token?" + form.Encode())',
            ),
        ),
    ),
    "by_hand.go": (
        BY_HAND,
        (
            *(*AUDS, SWAPPED, *POSTS[:2], JSON_TYPE),
            (
                *("DER", "r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])", "signature, err := ecdsa.SignASN1(rand.Reader, key, digest[:])"),
                *("	signature := make([]byte, 64)\n	r.FillBytes(signature[:32])\n	s.FillBytes(signature[32:])\n", ""),
            ),
            ("padded", "RawURLEncoding", "URLEncoding"),
            ("standard base64", "RawURLEncoding", "StdEncoding"),
            ("no kid", ', "kid": keyID', ""),
            ("HS256 named", '"ES256"', '"HS256"'),
            ("no sub", '		"sub": clientID,\n', ""),
            ("milliseconds", "time.Now().Unix()", "time.Now().UnixMilli()"),
            ("a year", "now + 3600", "now + 365*24*3600"),
            ("expired", "now + 3600", "now - 3600"),
            ("a lifetime as exp", "now + 3600", "3600"),
            ("GET", 'http.NewRequest("POST"', 'http.NewRequest("GET"'),
            ("no type", '	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")\n', ""),
            (
                "JSON",
                "bytes.NewBufferString(form.Encode())",
                "bytes.NewReader(body)",
                "	request, err :=",
                (
                    "	body, _ := json.Marshal(map[string]string{\n"
                    '		"client_id": clientID, "client_secret": input + "." + signature,\n'
                    '		"code": os.Getenv("CODE"), "grant_type": "authorization_code",\n'
                    "	})\n	request, err :="
                ),
                "	form := url.Values{",
                "	_ = url.Values{",
                "x-www-form-urlencoded",
                "json",
            ),
            (
                *("Basic", '		"client_id":     {clientID},\n		"client_secret": {input + "." + signature},\n', ""),
                *("	request.Header.Set(", '	request.SetBasicAuth(clientID, input+"."+signature)\n	request.Header.Set('),
            ),
        ),
    ),
    "client.go": (
        CLIENT,
        (
            ("aud with a slash", 'audience = "https://appleid.apple.com"', 'audience = "https://appleid.apple.com/"'),
            *(*POSTS, JSON_TYPE),
            ("a year", "config.Lifetime = time.Hour", "config.Lifetime = 365 * 24 * time.Hour"),
            ("a lifetime of a year", 'KeyFile: "AuthKey_Q7M2T9XK4C.p8"', 'KeyFile: "AuthKey_Q7M2T9XK4C.p8", Lifetime: 8760 * time.Hour'),
            ("no kid", '	token.Header["kid"] = c.config.KeyID\n', ""),
            ("no sub", "		Subject:   c.config.ClientID,\n", ""),
            ("no iat", "		IssuedAt:  jwt.NewNumericDate(now),\n", ""),
            (
                *("iss and sub swapped", "Issuer:    c.config.TeamID", "Issuer:    c.config.ClientID"),
                *("Subject:   c.config.ClientID", "Subject:   c.config.TeamID"),
            ),
            ("settings swapped", 'TeamID: "R5T8Q2WM7K", ClientID: "com.acmefit.web"', 'TeamID: "com.acmefit.web", ClientID: "R5T8Q2WM7K"'),
            ("GET", "http.MethodPost", "http.MethodGet"),
            ("PUT", "http.MethodPost", "http.MethodPut"),
            ("no type", '	req.Header.Add("Content-Type", "application/x-www-form-urlencoded")\n', ""),
            ("no grant_type", '	values.Add("grant_type", "authorization_code")\n', ""),
        ),
    ),
    "environment.go": (
        ENVIRONMENT,
        (
            ("aud of the endpoint", '"https://appleid.apple.com",', '"https://appleid.apple.com/auth/token",'),
            *(JSON_TYPE, *POSTS[:1]),
            ("a year", "iat + 15000000", "iat + 31536000"),
            ("milliseconds", "iat := time.Now().Unix()", "iat := time.Now().UnixNano() / 1000000"),
            ("milliseconds of exp", "iat + 15000000", "(iat + 15000000) * 1000"),
            ("no kid", '	token.Header["kid"] = os.Getenv("APPLE_KEY_ID")\n', ""),
            ("iss by another name", '`json:"iss"`', '`json:"issuer"`'),
            ("names of the members", '`json:"exp"`', ""),
            ("no sub", '		Subject:   env("APPLE_CLIENT_ID", ""),\n', ""),
            (
                "iss and sub swapped",
                'Issuer:    env("APPLE_TEAM_ID"',
                'Issuer:    env("APPLE_CLIENT_ID"',
                'Subject:   env("APPLE_CLIENT_ID"',
                'Subject:   env("APPLE_TEAM_ID"',
            ),
        ),
    ),
    "dates.go": (
        DATES,
        (
            *(AUDS[0], SWAPPED, *POSTS[:1]),
            ("six months", "AddDate(0, 3, 0)", "AddDate(0, 6, 0)"),
            ("seven months", "AddDate(0, 3, 0)", "AddDate(0, 7, 0)"),
            ("a year", "AddDate(0, 3, 0)", "AddDate(1, 0, 0)"),
            ("in the past", "AddDate(0, 3, 0)", "AddDate(0, -3, 0)"),
            ("local time", "time.Now().UTC()", "time.Now()"),
            (
                "local time as UTC",
                '"iat": issued.Unix()',
                '"iat": local.Unix()',
                "	expires :=",
                (
                    "	l := time.Now()\n"
                    "	local := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC)\n	expires :="
                ),
            ),
            ("no kid", ', "kid": keyID', ""),
            ("HS256 named", '"alg": "ES256"', '"alg": "HS256"'),
            ("milliseconds", "expires.Unix()", "expires.UnixMilli()"),
        ),
    ),
    "strings.go": (
        STRINGS,
        (
            ("aud with a slash", '"aud":"https://appleid.apple.com"', '"aud":"https://appleid.apple.com/"'),
            ("DER", "EncodeToString(raw(der))", "EncodeToString(der)"),
            ("padded", "base64.URLEncoding.WithPadding(base64.NoPadding)", "base64.URLEncoding"),
            ("no kid", 'fmt.Sprintf(`{"alg":"ES256","kid":"%s"}`, keyID)', '`{"alg":"ES256"}`'),
            ("numbers as text", '"iat":%d', '"iat":"%d"'),
            ("iss and sub swapped", "`, teamID, now, now+lifetime, clientID)", "`, clientID, now, now+lifetime, teamID)"),
            ("a year", "mint(key, 600)", "mint(key, 365*86400)"),
            ("milliseconds", "time.Now().Unix()", "time.Now().UnixMilli()"),
            ("no grant_type", '		"grant_type=authorization_code",\n', ""),
            *(JSON_TYPE, *POSTS[:1]),
        ),
    ),
    "structs.go": (
        STRUCTS,
        (
            ("aud without https", '"https://appleid.apple.com",', '"appleid.apple.com",'),
            ("padded", 'strings.TrimRight(base64.URLEncoding.EncodeToString(raw), "=")', "base64.URLEncoding.EncodeToString(raw)"),
            ("no kid", ", Kid: a.kid", ""),
            ("no sub", "		Sub: a.client,\n", ""),
            ("a year", "90 * 24 * time.Hour", "365 * 24 * time.Hour"),
            ("milliseconds", "Iat: now.Unix()", "Iat: now.UnixMilli()"),
            ("settings swapped", '{"R5T8Q2WM7K", "com.acmefit.web"', '{"com.acmefit.web", "R5T8Q2WM7K"'),
            ("iss and sub swapped", "Iss: a.team", "Iss: a.client", "Sub: a.client", "Sub: a.team"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            (
                *("DER", "r, s, err := ecdsa.Sign(", "signature, err := ecdsa.SignASN1("),
                (
                    "	rBytes, sBytes := r.Bytes(), s.Bytes()\n	signature := make([]byte, 64)\n"
                    "	copy(signature[32-len(rBytes):32], rBytes)\n	copy(signature[64-len(sBytes):], sBytes)\n"
                ),
                "",
            ),
            *(JSON_TYPE, *POSTS[:2]),
        ),
    ),
}
