package apple

import (
	"crypto/ecdsa"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/go-resty/resty/v2"
)

const audience = "https://appleid.apple.com"

type Client struct {
	teamID, keyID, clientID string
	key                     *ecdsa.PrivateKey
	rest                    *resty.Client
}

func (c *Client) secret() (string, error) {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: c.key},
		(&jose.SignerOptions{}).WithHeader("kid", c.keyID),
	)
	if err != nil {
		return "", err
	}
	now := time.Now()
	claims := jwt.Claims{
		Issuer:   c.teamID,
		Subject:  c.clientID,
		Audience: jwt.Audience{audience},
		IssuedAt: jwt.NewNumericDate(now),
		Expiry:   jwt.NewNumericDate(now.Add(time.Hour)),
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

func (c *Client) Exchange(code string) (*TokenResponse, error) {
	secret, err := c.secret()
	if err != nil {
		return nil, err
	}
	var out TokenResponse
	_, err = c.rest.R().
		SetFormData(map[string]string{
			"client_id":     c.clientID,
			"client_secret": secret,
			"code":          code,
			"grant_type":    "authorization_code",
		}).
		SetResult(&out).
		Post("https://appleid.apple.com/auth/token")
	return &out, err
}
