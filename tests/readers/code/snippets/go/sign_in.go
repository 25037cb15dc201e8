package auth

import (
	"crypto/ecdsa"
	"net/http"
	"net/url"
	"time"

	"gopkg.in/square/go-jose.v2"
	"gopkg.in/square/go-jose.v2/jwt"
)

func Secret(key *ecdsa.PrivateKey, teamID, keyID, clientID string) (string, error) {
	sig, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, nil)
	if err != nil {
		return "", err
	}
	cl := jwt.Claims{
		Issuer:   teamID,
		Subject:  clientID,
		Audience: jwt.Audience{"https://appleid.apple.com"},
		IssuedAt: jwt.NewNumericDate(time.Now()),
		Expiry:   jwt.NewNumericDate(time.Now().Add(time.Minute * 5)),
	}
	return jwt.Signed(sig).Claims(cl).CompactSerialize()
}

func Revoke(clientID, secret, token string) error {
	res, err := http.PostForm("https://appleid.apple.com/auth/revoke", url.Values{
		"client_id":       []string{clientID},
		"client_secret":   []string{secret},
		"token":           []string{token},
		"token_type_hint": []string{"access_token"},
	})
	if err != nil {
		return err
	}
	return res.Body.Close()
}
