package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	roots := x509.NewCertPool()
	authority, _ := os.ReadFile("ca.pem")
	roots.AppendCertsFromPEM(authority)
	for _, name := range []string{"apple", "example", "address"} {
		text, _ := os.ReadFile(name + ".pem")
		issuers := x509.NewCertPool()
		issuers.AppendCertsFromPEM(text)
		block, rest := pem.Decode(text)
		for block.Type != "CERTIFICATE" {
			block, rest = pem.Decode(rest)
		}
		certificate, _ := x509.ParseCertificate(block.Bytes)
		if _, refusal := certificate.Verify(x509.VerifyOptions{Roots: roots, Intermediates: issuers}); refusal == nil {
			fmt.Println(name, "accepted")
		} else {
			fmt.Println(name, "refused")
		}
	}
}
