package apple

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	jwt "github.com/golang-jwt/jwt/v4"
)

const (
	baseURL  = "https://appleid.apple.com"
	tokenURL = baseURL + "/auth/token"
)

type Config struct {
	TeamID     string `yaml:"team_id"`
	KeyID      string `yaml:"key_id"`
	ClientID   string `yaml:"client_id"`
	PrivateKey string `yaml:"private_key"`
}

type Service struct {
	cfg    Config
	client *http.Client
}

func (s *Service) generateSecret() (string, error) {
	key, err := jwt.ParseECPrivateKeyFromPEM([]byte(s.cfg.PrivateKey))
	if err != nil {
		return "", fmt.Errorf("parse key: %w", err)
	}
	claims := jwt.MapClaims{}
	claims["iss"] = s.cfg.TeamID
	claims["iat"] = time.Now().Unix()
	claims["exp"] = time.Now().AddDate(0, 0, 30).Unix()
	claims["aud"] = baseURL
	claims["sub"] = s.cfg.ClientID
	token := &jwt.Token{
		Header: map[string]interface{}{
			"alg": jwt.SigningMethodES256.Alg(),
			"kid": s.cfg.KeyID,
		},
		Claims: claims,
		Method: jwt.SigningMethodES256,
	}
	return token.SignedString(key)
}

func (s *Service) Exchange(ctx context.Context, code string) (map[string]any, error) {
	secret, err := s.generateSecret()
	if err != nil {
		return nil, err
	}
	body := fmt.Sprintf("client_id=%s&client_secret=%s&code=%s&grant_type=authorization_code", s.cfg.ClientID, secret, url.QueryEscape(code))
	req, err := http.NewRequestWithContext(ctx, "POST", tokenURL, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	return out, json.NewDecoder(bytes.NewReader(raw)).Decode(&out)
}
