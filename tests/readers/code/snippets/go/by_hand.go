package apple

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"
)

type header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

type payload struct {
	Iss string `json:"iss"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
	Aud string `json:"aud"`
	Sub string `json:"sub"`
}

func encode(v any) string {
	raw, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func sign(key *ecdsa.PrivateKey) (string, error) {
	now := time.Now().Unix()
	ttl := int64(180 * 24 * time.Hour / time.Second)
	head := encode(header{Algorithm: "ES256", KeyID: os.Getenv("KEY_ID")})
	body := encode(payload{Iss: os.Getenv("TEAM_ID"), Iat: now, Exp: now + ttl, Aud: "https://appleid.apple.com", Sub: os.Getenv("CLIENT_ID")})
	input := head + "." + body
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	copy(signature, r.Bytes())
	copy(signature, append(signature, s.Bytes()...))
	return fmt.Sprintf("%s.%s", input, base64.RawURLEncoding.EncodeToString(signature)), nil
}

func revoke(key *ecdsa.PrivateKey, token string) error {
	secret, err := sign(key)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	fmt.Fprintf(&body, "client_id=%s&client_secret=%s&token=%s&token_type_hint=%s", os.Getenv("CLIENT_ID"), secret, token, "refresh_token")
	resp, err := http.Post("https://appleid.apple.com/auth/revoke", "application/x-www-form-urlencoded", &body)
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	default:
		return fmt.Errorf("apple: %d", resp.StatusCode)
	}
}
