/// How a day is cut into slots: each is `width` seconds long, and a multiple of eight of them make
/// a day.
struct SlotLayout: Hashable, Sendable {
    let width: Int64
    let slotCount: Int

    /// Slots that the fit works on at once; so many make a day.
    var laneCount: Int { slotCount / Lane.scalarCount }

    static let secondsPerDay: Int64 = 86_400

    private static let widths: [Int64] = [300, 360, 400, 450, 540, 600, 720, 900, 1200, 1800, 3600]

    /// The layout of samples that are usually `step` seconds apart: one sample or several a slot.
    ///
    /// Five minutes is the least. A shorter one would cost memory and time and buy nothing: what
    /// people do does not change from one minute to the next.
    init?(step: Int64) {
        guard step > 0, let width = Self.widths.first(where: { $0 >= step }) else { return nil }
        self.init(width: width)
    }

    init?(width: Int64) {
        guard Self.widths.contains(width) else { return nil }
        self.width = width
        slotCount = Int(Self.secondsPerDay / width)
    }

    /// The most days of history that are kept: four weeks, or eight where the slots are wide.
    var dayCountMax: Int { max(28, min(56, 8_064 / slotCount)) }

    /// How many slots a time of `minutes` is.
    func slots(minutes: Double) -> Int { Int((minutes * 60 / Double(width)).rounded()) }

    /// The slot of the week, from Sunday's first on, in which a local time lies.
    func slotOfWeek(local time: Int64) -> Int {
        let place = localPlace(time)
        return place.weekday * slotCount + place.slot
    }

    /// The number of the day since 1970-01-01, its weekday (0 is Sunday), and the slot in it.
    func localPlace(_ time: Int64) -> (day: Int, weekday: Int, slot: Int) {
        let day = time.floored(dividingBy: Self.secondsPerDay)
        let slot = Int((time - day * Self.secondsPerDay) / width)
        return (Int(day), weekday(ofDay: Int(day)), slot)
    }
}

/// 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday.
func weekday(ofDay day: Int) -> Int {
    let remainder = (day + 4) % 7
    return remainder < 0 ? remainder + 7 : remainder
}

extension Int64 {
    /// The quotient, rounded down.
    func floored(dividingBy divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
