package main

import (
	"crypto/ecdsa"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

type appleClaims struct {
	jwt.RegisteredClaims
}

type Apple struct {
	TeamID   string
	KeyID    string
	ClientID string
	Key      *ecdsa.PrivateKey
}

func newApple() (*Apple, error) {
	raw, err := os.ReadFile(os.Getenv("APPLE_KEY_PATH"))
	if err != nil {
		return nil, err
	}
	key, err := jwt.ParseECPrivateKeyFromPEM(raw)
	if err != nil {
		return nil, err
	}
	return &Apple{TeamID: os.Getenv("APPLE_TEAM_ID"), KeyID: os.Getenv("APPLE_KEY_ID"), ClientID: os.Getenv("APPLE_CLIENT_ID"), Key: key}, nil
}

func (a *Apple) secret() (string, error) {
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodES256, appleClaims{
		jwt.RegisteredClaims{
			Issuer:    a.TeamID,
			Subject:   a.ClientID,
			Audience:  []string{"https://appleid.apple.com"},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(5 * time.Minute)),
		},
	})
	t.Header["kid"] = a.KeyID
	return t.SignedString(a.Key)
}

func main() {
	apple, err := newApple()
	if err != nil {
		log.Fatal(err)
	}
	r := gin.Default()
	r.POST("/auth/apple/callback", func(c *gin.Context) {
		secret, err := apple.secret()
		if err != nil {
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
			return
		}
		resp, err := http.PostForm("https://appleid.apple.com/auth/token", url.Values{
			"client_id":     {apple.ClientID},
			"client_secret": {secret},
			"code":          {c.PostForm("code")},
			"grant_type":    {"authorization_code"},
			"redirect_uri":  {os.Getenv("APPLE_REDIRECT_URI")},
		})
		if err != nil {
			c.AbortWithStatus(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		c.DataFromReader(resp.StatusCode, resp.ContentLength, "application/json", resp.Body, nil)
	})
	r.Run(":8080")
}
