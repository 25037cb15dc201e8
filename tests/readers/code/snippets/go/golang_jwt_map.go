package apple

import (
	"encoding/json"
	"fmt"
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
	audience = "https://appleid.apple.com"
)

type tokenResponse struct {
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token"`
	Error       string `json:"error,omitempty"`
}

func generateSecret() (string, error) {
	pem, err := os.ReadFile("keys/AuthKey_Q7M2T9XK4C.p8")
	if err != nil {
		return "", fmt.Errorf("read key: %w", err)
	}
	key, err := jwt.ParseECPrivateKeyFromPEM(pem)
	if err != nil {
		return "", err
	}
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": teamID,
		"iat": now.Unix(),
		"exp": now.Add(24 * time.Hour * 180).Unix(),
		"aud": audience,
		"sub": clientID,
	})
	token.Header["kid"] = keyID
	return token.SignedString(key)
}

// Exchange sends the code to Apple.
func Exchange(code string) (*tokenResponse, error) {
	secret, err := generateSecret()
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	form.Set("client_id", clientID)
	form.Set("client_secret", secret)
	form.Set("code", code)
	form.Set("grant_type", "authorization_code")
	form.Set("redirect_uri", "https://acmefit.example/callback")

	resp, err := http.PostForm("https://appleid.apple.com/auth/token", form)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()

	var out tokenResponse
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, err
	}
	return &out, nil
}
