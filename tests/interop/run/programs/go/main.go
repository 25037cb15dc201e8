// Three exchanges with net/http.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

const apple = "https://appleid.apple.com"

func show(answer *http.Response, err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.StatusCode, string(body))
}

func main() {
	show(http.Get(apple + "/auth/keys"))
	for _, form := range []string{"RIGHT_FORM", "REFUSED_FORM"} {
		show(http.Post(apple+"/auth/token", "application/x-www-form-urlencoded", strings.NewReader(os.Getenv(form))))
	}
}
