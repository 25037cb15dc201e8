package apple

import (
	"context"
	_ "embed"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"

	jwt "github.com/golang-jwt/jwt/v4"
)

//go:embed AuthKey.p8
var privateKey []byte

// Claims are those of the client_secret.
type Claims struct {
	jwt.RegisteredClaims
	Nonce string `json:"nonce,omitempty"`
}

// Client signs in with Apple.
type Client struct {
	TeamID, KeyID string
	ServiceID     string
	http          *http.Client
	lifetime      time.Duration
}

// NewClient makes a client with default settings.
func NewClient(teamID string, keyID string) *Client {
	c := &Client{
		TeamID:    teamID,
		KeyID:     keyID,
		ServiceID: "com.acmefit.web",
		http:      &http.Client{Timeout: 10 * time.Second},
	}
	c.lifetime = time.Minute * 5
	return c
}

func (c *Client) clientSecret() (signed string, err error) {
	key, err := jwt.ParseECPrivateKeyFromPEM(privateKey)
	if err != nil {
		return
	}
	claims := Claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    c.TeamID,
			Subject:   c.ServiceID,
			Audience:  jwt.ClaimStrings{"https://appleid.apple.com"},
			IssuedAt:  jwt.NewNumericDate(time.Now()),
			ExpiresAt: jwt.NewNumericDate(time.Now().Add(c.lifetime)),
		},
	}
	token := &jwt.Token{
		Header: map[string]interface{}{
			"alg": jwt.SigningMethodES256.Alg(),
			"kid": c.KeyID,
		},
		Claims: claims,
		Method: jwt.SigningMethodES256,
	}
	signed, err = token.SignedString(key)
	return
}

// Refresh checks a refresh token.
func (c *Client) Refresh(ctx context.Context, refreshToken string) ([]byte, error) {
	secret, err := c.clientSecret()
	if err != nil {
		log.Printf("sign in with apple: %v", err)
		return nil, err
	}
	values := url.Values{
		"client_id":     {c.ServiceID},
		"client_secret": {secret},
		"grant_type":    []string{"refresh_token"},
		"refresh_token": {refreshToken},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://appleid.apple.com/auth/token", strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	return io.ReadAll(res.Body)
}
