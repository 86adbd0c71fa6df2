import Reporting
import Testing

@Suite struct WaterfallTests {
    @Test func `a run of one step`() {
        #expect(
            Waterfall.text(ExampleRuns.success, style: .plain)
                == #"""
                https://REDACTED@shop.example/: success in 100 ms

                GET https://REDACTED@shop.example/
                  HTTP/2 200, 1256 B from 192.0.2.7 in 100 ms
                  resolve    10.0 ms  ██████
                  connect    20.0 ms       █████████████
                  tls        30.0 ms                   ██████████████████
                  send       0.10 ms                                    █
                  wait       39.0 ms                                    ████████████████████████
                  receive    0.90 ms                                                           █
                  ok        status 2xx: got 200
                  subject   CN=shop.example
                  issuer    CN=R3, O=Example Trust
                  names     shop.example, www.shop.example
                  valid     another 69 days, 2026-01-01T00:00:00Z to 2026-04-11T00:00:00Z
                  sha256    ab12cd34
                  tls       TLSv1.3, TLS_AES_256_GCM_SHA384
                  content-type: text/html
                  set-cookie: REDACTED

                """#)
    }

    @Test func `a run of several steps, on a narrow terminal`() {
        let style = TextStyle(width: 50, isColored: false)
        #expect(
            Waterfall.text(ExampleRuns.failure, style: style)
                == #"""
                checkout: failure in 2.00 s, in maintenance

                create: POST https://shop.example/create
                  HTTP/1.1 201 from 2001:db8::7 in 500 ms
                  connect     100 ms  ██
                  wait        400 ms   ██████
                  ok        status 201: got 201

                read: GET https://shop.example/read
                  HTTP/1.1 401, 41 B from 2001:db8::7 in 1.50 s
                  hop 1       500 ms         ███████
                  wait        1.00 s                ██████████████
                  redirect  302 https://shop.example/read from 20…
                  FAIL      status 200: got 401
                  subject   CN=shop.example
                  issuer    CN=R3, O=Example Trust
                  names     shop.example, www.shop.example
                  valid     another 69 days, 2026-01-01T00:00:00Z…
                  chain     expired 24 hours ago, to 2026-01-30T1…
                  sha256    ab12cd34
                  tls       TLSv1.3, TLS_AES_256_GCM_SHA384
                  untrusted certificate has expired
                  x-color: \u{1b}[2Jred\u{7}

                  go away
                  \u{202e}sdrawkcab\u{9}and on

                """#)
    }

    @Test func `a run at every address`() {
        #expect(
            Waterfall.text(ExampleRuns.addresses, style: .plain)
                == """
                http://shop.example/: failure in 40.0 ms

                GET http://shop.example/
                  no answer from 192.0.2.8 in 40.0 ms
                  resolve    0.50 ms  █
                  address   192.0.2.7: 200, in 40.0 ms
                  address   192.0.2.8: connect/refused: nobody listens, in 1.00 ms
                  address   2001:db8::7: 200, in 20.0 ms

                trace id 4bf92f3577b34da6a3ce929d0e0e4736

                """)
    }

    @Test func `a run without an answer, in colour`() {
        let style = TextStyle(width: 80, isColored: true)
        #expect(
            Waterfall.text(ExampleRuns.noAnswer, style: style)
                == """
                \u{1b}[1mhttp://shop.example/: \u{1b}[0m\u{1b}[31mfailure\u{1b}[0m in 2.00 ms

                \u{1b}[1mGET http://shop.example/\u{1b}[0m
                  no answer in 1.00 ms
                  \u{1b}[31mfailure\u{1b}[0m   connect/refused: nobody listens

                """)
    }

    @Test(arguments: 1...120)
    func `no line is longer than the terminal is wide`(width: Int) {
        for run in [ExampleRuns.success, ExampleRuns.failure, ExampleRuns.noAnswer] {
            let text = Waterfall.text(run, style: TextStyle(width: width, isColored: false))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
        }
    }

    @Test func `colours change nothing but the colour`() {
        for run in [ExampleRuns.success, ExampleRuns.failure, ExampleRuns.noAnswer] {
            let colored = Waterfall.text(run, style: TextStyle(width: 60, isColored: true))
            let plain = Waterfall.text(run, style: TextStyle(width: 60, isColored: false))
            #expect(colored.replacing(/\u{1b}\[[0-9]+m/, with: "") == plain)
            #expect(colored != plain)
        }
    }

    @Test func `what a server sent cannot steer the terminal`() {
        let text = Waterfall.text(ExampleRuns.failure, style: .plain)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(text.contains("x-color: \\u{1b}[2Jred\\u{7}\n"))
    }
}
