package apple

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

type Settings struct {
	Team, Kid, Client string
}

func Secret(s Settings, key *ecdsa.PrivateKey) ([]byte, error) {
	now := time.Now().UTC()
	tok, err := jwt.NewBuilder().
		Issuer(s.Team).
		IssuedAt(now).
		Expiration(now.Add(30 * time.Minute)).
		Audience([]string{"https://appleid.apple.com"}).
		Subject(s.Client).
		Build()
	if err != nil {
		return nil, err
	}
	hdr := jws.NewHeaders()
	if err := hdr.Set(jws.KeyIDKey, s.Kid); err != nil {
		return nil, err
	}
	return jwt.Sign(tok, jwt.WithKey(jwa.ES256, key, jws.WithProtectedHeaders(hdr)))
}

func Refresh(ctx context.Context, s Settings, key *ecdsa.PrivateKey, refresh string) (*http.Response, error) {
	secret, err := Secret(s, key)
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	values.Add("client_id", s.Client)
	values.Add("client_secret", string(secret))
	values.Add("grant_type", "refresh_token")
	values.Add("refresh_token", refresh)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://appleid.apple.com/auth/token", strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return http.DefaultClient.Do(req)
}
