package main

import (
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/golang-jwt/jwt/v5"
	"github.com/imroc/req/v3"
)

type AppleClaims struct {
	Iss string `json:"iss"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
	Aud string `json:"aud"`
	Sub string `json:"sub"`
	jwt.RegisteredClaims
}

func secret() string {
	pem, _ := os.ReadFile("keys/AuthKey_Q7M2T9XK4C.p8")
	key, _ := jwt.ParseECPrivateKeyFromPEM(pem)
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, AppleClaims{
		Iss: "R5T8Q2WM7K",
		Iat: now.Unix(),
		Exp: now.Add(24 * time.Hour).Unix(),
		Aud: "https://appleid.apple.com",
		Sub: "com.acmefit.web",
	})
	token.Header["kid"] = "Q7M2T9XK4C"
	signed, _ := token.SignedString(key)
	return signed
}

func main() {
	app := fiber.New()
	app.Post("/apple", func(c *fiber.Ctx) error {
		resp, err := req.R().SetFormData(map[string]string{
			"client_id":     "com.acmefit.web",
			"client_secret": secret(),
			"code":          c.FormValue("code"),
			"grant_type":    "authorization_code",
			"redirect_uri":  "https://acmefit.com/apple",
		}).Post("https://appleid.apple.com/auth/token")
		if err != nil {
			return err
		}
		return c.Send(resp.Bytes())
	})
	app.Listen(":3000")
}
