// Uses the server of the tests through net/http; the only argument is its URL.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptrace"
	"os"
	"strings"
	"sync"
	"time"
)

var (
	url    = os.Args[1]
	client = &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost:   8,
		ExpectContinueTimeout: time.Minute,
	}}
)

// ask sends a request, reads all of the answer and returns what it was.
func ask(method, path string, body io.Reader, change func(*http.Request)) string {
	request, err := http.NewRequest(method, url+path, body)
	if err != nil {
		log.Fatal(err)
	}
	if change != nil {
		change(request)
	}
	wasTold := false
	trace := &httptrace.ClientTrace{
		Got100Continue: func() { wasTold = true },
	}
	answer, err := client.Do(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	return fmt.Sprintf("%s %s: %d, length %d, read %d, continue %t, gzip %t",
		method, path, answer.StatusCode, answer.ContentLength, len(content), wasTold,
		answer.Uncompressed)
}

// stream hides the length of what it reads, so that it is sent in chunks.
type stream struct{ io.Reader }

func main() {
	fmt.Println(ask("GET", "/hello", nil, nil))
	fmt.Println(ask("GET", "/hello", nil, nil))
	fmt.Println(ask("HEAD", "/hello", nil, nil))
	fmt.Println(ask("GET", "/large", nil, nil))
	fmt.Println(ask("POST", "/echo", strings.NewReader("hello"), nil))
	fmt.Println(ask("POST", "/echo", stream{strings.NewReader("hello")}, func(r *http.Request) {
		r.Trailer = http.Header{"Digest": {"x"}}
	}))
	fmt.Println(ask("POST", "/echo", bytes.NewReader(make([]byte, 1_000_000)), func(r *http.Request) {
		r.Header.Set("Expect", "100-continue")
	}))
	fmt.Println(ask("DELETE", "/nowhere", strings.NewReader("hello"), nil))
	fmt.Println(ask("OPTIONS", "/echo", nil, nil))
	fmt.Println(ask("GET", "/later", nil, nil))

	var group sync.WaitGroup
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for count := 0; count < 50; count++ {
				answer := ask("GET", "/later", nil, nil)
				if !strings.HasPrefix(answer, "GET /later: 200, length 6, read 6") {
					log.Fatal(answer)
				}
			}
		}()
	}
	group.Wait()
	fmt.Println("400 more from eight at once")
}
