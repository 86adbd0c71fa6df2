import TestSupport
import Testing

@Suite struct AccessPolicyTests {
    @Test(arguments: [
        "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:80", "127.9.9.9",
    ])
    func `a program on the machine may pass`(host: String) throws {
        let server = try TestServer()
        let answer = try server.client.get("/operators", headers: ["Host": host])
        #expect(answer.status == 200)
    }

    @Test(arguments: [
        ["Host": "attacker.example"], ["Host": "attacker.example:80"], ["Host": "[::2]"],
        ["Host": ""], ["Host": "127.0.0.1.attacker.example"],
        ["X-Forwarded-For": "127.0.0.1"], ["Forwarded": "for=127.0.0.1"], ["Via": "1.1 proxy"],
        ["X-Real-IP": "127.0.0.1"],
    ])
    func `what a proxy forwards, or a name that points here, may not`(
        headers: [String: String]
    ) throws {
        let server = try TestServer()
        let answer = try server.client.get("/operators", headers: headers)
        #expect(answer.status == 403)
        #expect(
            answer.text == "only for requests from the machine itself, by a loopback address\n")
    }

    @Test func `the host of a target in absolute form counts, whatever Host says`() throws {
        let server = try TestServer()
        let answer = try server.client.get(
            "http://attacker.example/operators", headers: ["Host": "localhost"])
        #expect(answer.status == 403)
    }

    @Test func `the token opens the door from anywhere`() throws {
        let server = try TestServer(token: "open sesame")
        let headers = ["Host": "shop.example", "Authorization": "bearer open sesame"]
        #expect(try server.client.get("/operators", headers: headers).status == 200)
    }

    @Test(arguments: [
        "Bearer wrong sesame", "Bearer open sesam", "Bearer open sesame2", "Bearer", "Bearer ",
        "Basic open sesame", "open sesame", "Bearer  open sesame",
    ])
    func `a wrong token is refused, also from the machine itself`(credentials: String) throws {
        let server = try TestServer(token: "open sesame")
        let answer = try server.client.get("/operators", headers: ["Authorization": credentials])
        #expect(answer.status == 401)
        #expect(answer.headers["www-authenticate"] == "Bearer")
        #expect(answer.text == "the bearer token is not right\n")
    }

    @Test func `without a token none is right`() throws {
        let server = try TestServer()
        let answer = try server.client.get("/operators", headers: ["Authorization": "Bearer "])
        #expect(answer.status == 401)
    }
}
