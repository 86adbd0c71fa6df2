import Documents
import Testing

@Suite struct SectionTests {
    @Test func `every kind of value is decoded`() throws {
        let shop = try Shop.read(
            """
            x-common: &common {name: Ann, shift: 8h}
            name: "Corner"
            open: true
            shelves: 12
            tax: 7.5e-2
            rebate: 99.9%
            size: 64KiB
            wait: 1m
            colour: green
            tags: one
            clerks:
              - <<: *common
              - {<<: *common, name: Bob}
            prices: {apple: 3, "2": 4}
            token: a${file:/run/token}b
            card: true
            """
        ).get()
        var wanted = Shop(
            name: "Corner", isOpen: true, shelves: 12, tax: 0.075, rebate: 0.999, size: 65_536,
            wait: .seconds(60), colour: "#0f0", tags: ["one"])
        wanted.clerks = [
            .init(name: "Ann", shift: .seconds(28_800)),
            .init(name: "Bob", shift: .seconds(28_800)),
        ]
        wanted.prices = ["apple": 3, "2": 4]
        wanted.token = ReferringText([.literal("a"), .file("/run/token"), .literal("b")])
        wanted.card = true
        #expect(shop == wanted)
    }

    @Test func `what is left out is as it was`() throws {
        #expect(try Shop.read("{name: a, cash: true}").get() == Shop(name: "a", cash: true))
    }

    @Test func `all problems are told, each with its place and what would be right`() {
        let text = """
            nme: Corner
            open: yes
            shelves: 101
            tax: 0x10
            rebate: 5
            size: 1 MB
            wait: 10ms
            colour: gren
            tags: []
            clerks: [{shift: soon}, 3, {name: a, nmae: b}, {name: ''}]
            prices: [1]
            token:
            cash: true
            card: true
            """
        #expect(
            Shop.problems(text) == """
                shop.yml:1:1: nme: is not a known key; did you mean 'name'?
                shop.yml:1:1: needs the key 'name'
                shop.yml:1:1: has cash and card, of which only one can be; remove one
                shop.yml:2:7: open: must be true or false, got 'yes'
                shop.yml:3:10: shelves: must be a whole number from 1 to 100, got '101'
                shop.yml:4:6: tax: must be a number from 0 to 0.5, got '0x10'
                shop.yml:5:9: rebate: must be a percentage from 0% to 100%, such as 99.9%, got '5'
                shop.yml:6:7: size: must be a size from 0B to 1GiB, such as 64KiB or 1MB, got '1 MB'
                shop.yml:7:7: wait: must be a duration from 50ms to 1m, such as 250ms, 5s or 1h30m, \
                got '10ms'
                shop.yml:8:9: colour: must be one of red, green, got 'gren'; did you mean 'green'?
                shop.yml:9:7: tags: must have at least 1 item
                shop.yml:10:9: clerks: must have at most 3 items, got 4
                shop.yml:11:9: prices: must be a section with keys, got a list
                shop.yml:12:7: token: has no value; must be a text, or remove the key
                """)
    }

    @Test func `problems in lists and under free keys are told with their paths`() {
        let text = """
            name: a
            cash: true
            clerks: [{shift: soon}, 3, {name: a, nmae: b}]
            prices: {apple: cheap}
            tags: [[]]
            rebate: 5%
            """
        #expect(
            Shop.problems(text) == """
                shop.yml:1:1: has rebate and no tax; add it
                shop.yml:3:10: clerks[0]: needs the key 'name'
                shop.yml:3:18: clerks[0].shift: must be a duration from 0s to 1d, such as 250ms, 5s \
                or 1h30m, got 'soon'
                shop.yml:3:25: clerks[1]: must be a section with keys such as name, shift, got a \
                single value
                shop.yml:3:38: clerks[2].nmae: is not a known key; did you mean 'name'?
                shop.yml:4:17: prices.apple: must be a whole number from 0 to 1000, got 'cheap'
                shop.yml:5:8: tags[0]: must be a text that is not empty, got a list
                """)
    }

    @Test(arguments: [
        ("%", "must be a percentage"), ("1e2%", "must be a percentage"),
        ("101%", "must be a percentage"), ("-1%", "must be a percentage"),
        ("nan%", "must be a percentage"),
    ])
    func `what is no percentage is refused`(text: String, message: String) {
        #expect(Shop.problems("{name: a, cash: true, tax: 0, rebate: '\(text)'}").contains(message))
    }

    @Test func `a long value is quoted in part, on one line`() {
        let text = "{name: a, cash: true, colour: \"\(String(repeating: "x\\n", count: 60))\"}"
        #expect(
            Shop.problems(text).hasSuffix(
                "got '\(String(repeating: "x ", count: 40))...'"))
    }
}
