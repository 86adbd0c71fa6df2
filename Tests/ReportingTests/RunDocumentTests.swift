import Reporting
import Testing

@Suite struct RunDocumentTests {
    @Test func `a run of one step as JSON`() {
        #expect(
            RunDocument(ExampleRuns.success).text
                == #"""
                {
                  "duration_seconds" : 0.1003,
                  "in_maintenance" : false,
                  "probe" : "https://REDACTED@shop.example/",
                  "result" : "success",
                  "started" : "2026-01-31T12:00:00.250Z",
                  "steps" : [
                    {
                      "address" : "192.0.2.7",
                      "begin_seconds" : 0,
                      "body_byte_count" : 1256,
                      "certificate" : {
                        "cipher" : "TLS_AES_256_GCM_SHA384",
                        "earliest_expiry" : "2026-04-11T00:00:00.000Z",
                        "issuer" : "CN=R3, O=Example Trust",
                        "names" : [
                          "shop.example",
                          "www.shop.example"
                        ],
                        "not_after" : "2026-04-11T00:00:00.000Z",
                        "not_before" : "2026-01-01T00:00:00.000Z",
                        "sha256" : "ab12cd34",
                        "subject" : "CN=shop.example",
                        "tls_version" : "TLSv1.3"
                      },
                      "duration_seconds" : 0.1,
                      "expectations" : [
                        {
                          "expectation" : "status 2xx",
                          "found" : "200",
                          "met" : true
                        }
                      ],
                      "headers" : [
                        {
                          "name" : "content-type",
                          "value" : "text/html"
                        },
                        {
                          "name" : "set-cookie",
                          "value" : "REDACTED"
                        }
                      ],
                      "http_version" : "HTTP/2",
                      "method" : "GET",
                      "name" : "request",
                      "phases" : {
                        "connect" : 0.02,
                        "receive" : 0.0009,
                        "resolve" : 0.01,
                        "send" : 0.0001,
                        "tls" : 0.03,
                        "wait" : 0.039
                      },
                      "result" : "success",
                      "status" : 200,
                      "url" : "https://REDACTED@shop.example/"
                    }
                  ]
                }

                """#)
    }

    @Test func `a failure as JSON`() {
        #expect(
            RunDocument(ExampleRuns.failure).text
                == #"""
                {
                  "duration_seconds" : 2,
                  "in_maintenance" : true,
                  "probe" : "checkout",
                  "result" : "failure",
                  "started" : "2026-01-31T12:00:00.250Z",
                  "steps" : [
                    {
                      "address" : "2001:db8::7",
                      "begin_seconds" : 0,
                      "duration_seconds" : 0.5,
                      "expectations" : [
                        {
                          "expectation" : "status 201",
                          "found" : "201",
                          "met" : true
                        }
                      ],
                      "http_version" : "HTTP/1.1",
                      "method" : "POST",
                      "name" : "create",
                      "phases" : {
                        "connect" : 0.1,
                        "wait" : 0.4
                      },
                      "result" : "success",
                      "status" : 201,
                      "url" : "https://shop.example/create"
                    },
                    {
                      "address" : "2001:db8::7",
                      "begin_seconds" : 0.5,
                      "body_byte_count" : 41,
                      "body_start" : "go away\r\n\r\n\#u{202e}sdrawkcab\tand on\n",
                      "certificate" : {
                        "cipher" : "TLS_AES_256_GCM_SHA384",
                        "earliest_expiry" : "2026-01-30T12:00:00.000Z",
                        "issuer" : "CN=R3, O=Example Trust",
                        "names" : [
                          "shop.example",
                          "www.shop.example"
                        ],
                        "not_after" : "2026-04-11T00:00:00.000Z",
                        "not_before" : "2026-01-01T00:00:00.000Z",
                        "sha256" : "ab12cd34",
                        "subject" : "CN=shop.example",
                        "tls_version" : "TLSv1.3",
                        "verification_problem" : "certificate has expired"
                      },
                      "duration_seconds" : 1.5,
                      "expectations" : [
                        {
                          "expectation" : "status 200",
                          "found" : "401",
                          "met" : false
                        }
                      ],
                      "failure" : {
                        "detail" : "got 401, want 200",
                        "reason" : "status",
                        "stage" : "expect"
                      },
                      "headers" : [
                        {
                          "name" : "x-color",
                          "value" : "\u001b[2Jred\u0007"
                        }
                      ],
                      "http_version" : "HTTP/1.1",
                      "method" : "GET",
                      "name" : "read",
                      "phases" : {
                        "wait" : 1
                      },
                      "redirects" : [
                        {
                          "address" : "2001:db8::7",
                          "phases" : {
                            "connect" : 0.1,
                            "tls" : 0.1,
                            "wait" : 0.3
                          },
                          "status" : 302,
                          "url" : "https://shop.example/read"
                        }
                      ],
                      "result" : "failure",
                      "status" : 401,
                      "url" : "https://shop.example/read"
                    }
                  ]
                }

                """#)
    }

    @Test func `a run at every address as JSON`() {
        #expect(
            RunDocument(ExampleRuns.addresses).text
                == #"""
                {
                  "duration_seconds" : 0.04,
                  "in_maintenance" : false,
                  "probe" : "http://shop.example/",
                  "result" : "failure",
                  "started" : "2026-01-31T12:00:00.250Z",
                  "steps" : [
                    {
                      "address" : "192.0.2.8",
                      "addresses" : [
                        {
                          "address" : "192.0.2.7",
                          "duration_seconds" : 0.04,
                          "family" : "ipv4",
                          "phases" : {
                            "connect" : 0.0003,
                            "resolve" : 0.0005
                          },
                          "result" : "success",
                          "status" : 200
                        },
                        {
                          "address" : "192.0.2.8",
                          "duration_seconds" : 0.001,
                          "failure" : {
                            "detail" : "nobody listens",
                            "reason" : "refused",
                            "stage" : "connect"
                          },
                          "family" : "ipv4",
                          "phases" : {
                            "resolve" : 0.0005
                          },
                          "result" : "failure"
                        },
                        {
                          "address" : "2001:db8::7",
                          "duration_seconds" : 0.02,
                          "family" : "ipv6",
                          "phases" : {
                            "connect" : 0.0003,
                            "resolve" : 0.0005
                          },
                          "result" : "success",
                          "status" : 200
                        }
                      ],
                      "begin_seconds" : 0,
                      "duration_seconds" : 0.04,
                      "failure" : {
                        "detail" : "192.0.2.8: nobody listens",
                        "reason" : "refused",
                        "stage" : "connect"
                      },
                      "method" : "GET",
                      "name" : "request",
                      "phases" : {
                        "resolve" : 0.0005
                      },
                      "result" : "failure",
                      "url" : "http://shop.example/"
                    }
                  ],
                  "trace_id" : "4bf92f3577b34da6a3ce929d0e0e4736"
                }

                """#)
    }

    @Test func `a run without an answer as JSON`() {
        #expect(
            RunDocument(ExampleRuns.noAnswer).text
                == #"""
                {
                  "duration_seconds" : 0.002,
                  "in_maintenance" : false,
                  "probe" : "http://shop.example/",
                  "result" : "failure",
                  "started" : "2026-01-31T12:00:00.250Z",
                  "steps" : [
                    {
                      "begin_seconds" : 0,
                      "duration_seconds" : 0.001,
                      "failure" : {
                        "detail" : "nobody listens",
                        "reason" : "refused",
                        "stage" : "connect"
                      },
                      "method" : "GET",
                      "name" : "request",
                      "result" : "failure",
                      "url" : "http://shop.example/"
                    }
                  ]
                }

                """#)
    }
}
