import Base
import Testing

@Suite struct RedactionTests {
    @Test(arguments: [
        ("https://user:secret@host/path", "https://REDACTED@host/path"),
        ("https://token@host", "https://REDACTED@host"),
        ("http://a:b@c@host/", "http://REDACTED@host/"),
        ("http://a:b\\@host/", "http://a:b\\@host/"),
        ("http://host/a@b", "http://host/a@b"),
        ("http://host?q=a@b", "http://host?q=a@b"),
        ("http://host#a@b", "http://host#a@b"),
        ("http://host:80/", "http://host:80/"),
        ("http://host/?q=1&api_key=x&b#f", "http://host/?q=1&api_key=REDACTED&b#f"),
        ("http://host?sig=x;Access-Token=y", "http://host?sig=REDACTED;Access-Token=REDACTED"),
        ("http://a:b@host/p?token=x=y&z=1", "http://REDACTED@host/p?token=REDACTED&z=1"),
        ("http://host/?token={{token}}&t=${T}", "http://host/?token={{token}}&t=${T}"),
        ("http://host/?token=a{{token}}", "http://host/?token=REDACTED"),
        ("http://host/?token=&token", "http://host/?token=&token"),
        ("http://host/#?token=x", "http://host/#?token=REDACTED"),
        ("asked http://host/?token=x twice", "asked http://host/?token=REDACTED twice"),
        ("no url", "no url"), ("", ""), ("://", "://"), ("x://@", "x://REDACTED@"),
    ])
    func `credentials are taken out of a URL`(url: String, redacted: String) {
        #expect(Redaction.url(url) == redacted)
    }

    @Test(arguments: [
        ("Set-Cookie", "id=1; Secure", "REDACTED"), ("AUTHORIZATION", "Bearer x", "REDACTED"),
        ("Proxy-Authorization", "Basic x", "REDACTED"), ("X-Api-Key", "x", "REDACTED"),
        ("X-CSRF-Token", "x", "REDACTED"), ("x_api_key", "x", "REDACTED"),
        ("X-Author", "x", "x"), ("Auth", "x", "REDACTED"),
        ("Location", "/?sid=1", "/?sid=1"),
        ("Location", "http://c/?pwd=x", "http://c/?pwd=REDACTED"),
        ("Location", "http://a:b@c/", "http://REDACTED@c/"),
        ("Content-Type", "text/plain", "text/plain"),
        ("WWW-Authenticate", "Basic realm=x", "Basic realm=x"),
    ])
    func `what lets somebody in is taken out of header fields`(
        name: String, value: String, redacted: String
    ) {
        #expect(Redaction.header(name, value) == redacted)
    }

    @Test func `the values of a query that are secret are named`() {
        #expect(
            Redaction.secrets(inQueryOf: "http://h/?a=1&token=x&password=y%20z") == ["x", "y%20z"])
        #expect(Redaction.secrets(inQueryOf: "http://h/token=x") == [])
    }

    @Test(arguments: [
        (#"{"access_token": "abc", "id": "7"}"#, #"{"access_token": "REDACTED", "id": "7"}"#),
        (
            #"{"a":{"password":"a\"b"},"b":["secret","x"]}"#,
            #"{"a":{"password":"REDACTED"},"b":["secret","x"]}"#
        ),
        (#"{"token":7,"token":null,"x":"token"}"#, #"{"token":7,"token":null,"x":"token"}"#),
        (#"{"token":"cut of"#, #"{"token":"REDACTED""#), (#"{"token"#, #"{"token"#),
        (#"say "token" : "x" and "y""#, #"say "token" : "REDACTED" and "y""#),
        (#""\"#, #""\"#), ("", ""), ("no quotes", "no quotes"),
    ])
    func `strings of JSON that let somebody in are taken out`(text: String, redacted: String) {
        #expect(Redaction.members(text) == redacted)
    }
}
