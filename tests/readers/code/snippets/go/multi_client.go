package apple

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

type Kind int

const (
	Native Kind = iota
	Web
)

type Provider struct {
	mu       sync.Mutex
	secrets  map[string]cached
	teamID   string
	keyID    string
	bundleID string
	service  string
	key      *ecdsa.PrivateKey
	http     *http.Client
}

type cached struct {
	value   string
	expires time.Time
}

func (p *Provider) clientID(kind Kind) string {
	if kind == Native {
		return p.bundleID
	}
	return p.service
}

func (p *Provider) secretFor(clientID string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.secrets[clientID]; ok && time.Until(c.expires) > time.Minute {
		return c.value, nil
	}
	now := time.Now()
	expires := now.Add(time.Hour)
	t := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.RegisteredClaims{
		Issuer:    p.teamID,
		Subject:   clientID,
		Audience:  jwt.ClaimStrings{"https://appleid.apple.com"},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(expires),
	})
	t.Header["kid"] = p.keyID
	signed, err := t.SignedString(p.key)
	if err != nil {
		return "", err
	}
	p.secrets[clientID] = cached{signed, expires}
	return signed, nil
}

func (p *Provider) Redeem(ctx context.Context, kind Kind, code, redirect string) (map[string]any, error) {
	id := p.clientID(kind)
	secret, err := p.secretFor(id)
	if err != nil {
		return nil, err
	}
	form := url.Values{"client_id": {id}, "client_secret": {secret}, "code": {code}, "grant_type": {"authorization_code"}}
	if kind == Web {
		form.Set("redirect_uri", redirect)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://appleid.apple.com/auth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := p.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(string(body))
	}
	var out map[string]any
	return out, json.Unmarshal(body, &out)
}
