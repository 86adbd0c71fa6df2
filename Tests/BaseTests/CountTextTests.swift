import Base
import Testing

@Suite struct CountTextTests {
    @Test(arguments: [(0, "0 alerts"), (1, "1 alert"), (2, "2 alerts"), (-1, "-1 alerts")])
    func `one is singular`(count: Int, text: String) {
        #expect(CountText.print(count, "alert") == text)
    }
}
