import App
import TestSupport
import Testing

@Suite struct LimitsTests {
    @Test func `the README's table of limits is the program's`() throws {
        let rows = Limits.rows.map { "| \($0.name) | \($0.value) | \($0.consequence) |\n" }
        let table = "| Limit | Value | Past it |\n| --- | --- | --- |\n" + rows.joined() + "\n"
        #expect(try Checkout.text("README.md").contains(table), "it should be:\n\(table)")
    }
}
