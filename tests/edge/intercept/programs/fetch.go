package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	answer, failure := http.Get(os.Args[1])
	if failure != nil {
		panic(failure)
	}
	io.Copy(os.Stdout, answer.Body)
}
