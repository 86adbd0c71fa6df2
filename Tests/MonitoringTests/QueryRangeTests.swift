import Base
import Monitoring
import Testing

@Suite struct QueryRangeTests {
    private func aligned(_ step: Duration, _ from: Int64, _ to: Int64) -> [Int64]? {
        QueryRange(
            aligned: step, from: WallClockInstant(nanoseconds: from),
            to: WallClockInstant(nanoseconds: to)
        ).map { [$0.start, $0.end, $0.step] }
    }

    @Test func `an aligned range begins and ends with multiples of the step`() {
        let second: Int64 = 1_000_000_000
        #expect(aligned(.seconds(15), 0, 30 * second) == [0, 30_000, 15_000])
        #expect(aligned(.seconds(15), 1, 30 * second - 1) == [15_000, 15_000, 15_000])
        #expect(aligned(.seconds(15), -1, 14 * second) == [0, 0, 15_000])
        #expect(aligned(.seconds(15), -16 * second, -second) == [-15_000, -15_000, 15_000])
        #expect(aligned(.seconds(15), 1, 14 * second) == nil)
        #expect(aligned(.seconds(15), 40 * second, 20 * second) == nil)
    }

    @Test func `the moments are counted with both ends`() {
        #expect(QueryRange(start: 0, end: 0, step: 15_000).pointCount == 1)
        #expect(QueryRange(start: 0, end: 29_999, step: 15_000).pointCount == 2)
        #expect(QueryRange(start: 0, end: 30_000, step: 15_000).pointCount == 3)
    }

    @Test func `a step that is not positive traps`() async {
        await #expect(processExitsWith: .failure) { _ = QueryRange(start: 0, end: 1, step: 0) }
    }
}
