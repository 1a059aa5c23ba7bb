// This stand-in for a step's service ends by itself.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("level=INFO msg=listening addr=127.0.0.1:1")
	os.Exit(3)
}
