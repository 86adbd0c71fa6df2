/// The state as bytes: "SNDF", a version, the numbers in the order below, and a checksum of all.
/// Nothing depends on the machine.
extension Forecaster {
    private static let magic: UInt32 = 0x4644_4e53
    private static let version: UInt16 = 1

    /// What a restart needs to go on as if there had been none; about 37 KB for slots of five
    /// minutes. The clock is not part of it.
    package func savedState() -> [UInt8] {
        var writer = StateWriter()
        writer.write(Self.magic)
        writer.write(Self.version)
        writer.write(history.layout.width)
        writer.write(history.unit)
        writer.write(lastTime ?? .min)
        writer.write(history.end ?? .min)
        writer.write(Int32(history.span))
        writer.write(dispersion.variances)
        writer.write(dispersion.means)
        writer.write(UInt8(openSlot == nil ? 0 : 1))
        if let openSlot { writer.write(openSlot) }
        for value in history.values { writer.write(value) }
        for mask in history.masks { writer.write(mask) }
        if let model, let report {
            writer.write(UInt8(1))
            writer.write(model)
            writer.write(report)
        } else {
            writer.write(UInt8(0))
        }
        writer.write(checksum(writer.bytes[...]))
        return writer.bytes
    }

    /// Restores a forecaster from its saved state.
    ///
    /// - Throws: If the bytes are no such state, are damaged, or hold what cannot be.
    package init(
        savedState bytes: [UInt8], clock: LocalClock = .utc
    ) throws(StateProblem) {
        guard bytes.count > 14 else { throw .truncated }
        var reader = StateReader(bytes.dropLast(8))
        guard try reader.read(UInt32.self) == Self.magic else { throw .notAState }
        let version = try reader.read(UInt16.self)
        guard version == Self.version else { throw .otherVersion(version) }
        var tail = StateReader(Array(bytes.suffix(8)))
        guard try tail.read(UInt64.self) == checksum(bytes.dropLast(8)) else { throw .damaged }
        guard let layout = SlotLayout(width: try reader.read()) else { throw .unusable("the step") }
        self.clock = clock
        let unit = Double(bitPattern: try reader.read())
        guard unit.isFinite, unit >= 0 else { throw .unusable("the unit") }
        let lastTime = try reader.read(Int64.self)
        self.lastTime = lastTime == .min ? nil : lastTime
        let end = try reader.read(Int64.self)
        let span = Int(try reader.read(Int32.self))
        let empty = CellHistory(layout: layout)
        guard span >= 0, span <= empty.capacity, (end == .min) == (span == 0) else {
            throw .unusable("the length of the history")
        }
        // The history ends with the slot of the last sample.
        guard end == .min || end - 1 == lastTime.floored(dividingBy: layout.width) else {
            throw .unusable("the end of the history")
        }
        dispersion = Dispersion(
            variances: try reader.readFloat(), means: try reader.readFloat())
        openSlot = try reader.read(UInt8.self) == 0 ? nil : try reader.readOpenSlot()
        guard (openSlot == nil) == (end == .min), openSlot.map({ $0.slot == end - 1 }) ?? true
        else { throw .unusable("the last slot") }
        let values = try reader.readArray(count: empty.values.count) {
            (reader) throws(StateProblem) in
            let value = try reader.readFloat(allowsNaN: true)
            guard value.isNaN || (0...CellHistory.valueMax).contains(value) else {
                throw .unusable("a value")
            }
            return value
        }
        let masks = try reader.readArray(count: empty.masks.count) {
            (reader) throws(StateProblem) in try reader.read(UInt64.self)
        }
        history = CellHistory(
            layout: layout, unit: unit, values: values, masks: masks,
            end: end == .min ? nil : end, span: span)
        if try reader.read(UInt8.self) != 0 {
            model = try reader.readModel(layout: layout)
            report = try reader.readReport()
        }
        guard reader.isAtEnd else { throw .unusable("the length") }
    }
}

extension StateWriter {
    fileprivate mutating func write(_ slot: OpenSlot) {
        write(slot.slot)
        write(UInt8(slot.isMasked ? 1 : 0))
        write(slot.count)
        write(slot.mean)
        write(slot.squares)
    }

    fileprivate mutating func write(_ model: SeasonalModel) {
        write(model.scale.kind.rawValue)
        write(model.scale.unit)
        for quantile in model.table.quantiles { write(quantile) }
        for values in [model.profile, model.spread] {
            write(values.least)
            write(values.step)
            for code in values.codes { write(code) }
        }
    }

    fileprivate mutating func write(_ report: FitReport) {
        write(report.method.rawValue)
        for count in [report.trainingCount, report.excludedCount, report.missingCount] {
            write(Int32(count))
        }
        write(report.scale.rawValue)
        write(report.parameters.smoothingMinutes)
        write(report.parameters.weekdaySmoothingMinutes)
        write(report.parameters.classShrinkage)
        write(report.parameters.weekdayShrinkage)
        write(report.parameters.halfLifeDays)
        write(report.rule.rawValue)
    }
}

extension StateReader {
    fileprivate mutating func readOpenSlot() throws(StateProblem) -> OpenSlot {
        let slot = try read(Int64.self)
        let isMasked = try read(UInt8.self) != 0
        let count = try read(Int32.self)
        guard count >= 0, count < .max else { throw .unusable("the last slot") }
        return OpenSlot(
            slot: slot, isMasked: isMasked, count: count, mean: try readFloat(),
            squares: try readFloat())
    }

    fileprivate mutating func readChoice<Choice: RawRepresentable>(
        _ what: String
    ) throws(StateProblem) -> Choice where Choice.RawValue == UInt8 {
        guard let choice = Choice(rawValue: try read()) else { throw .unusable(what) }
        return choice
    }

    fileprivate mutating func readModel(
        layout: SlotLayout
    ) throws(StateProblem) -> SeasonalModel {
        let kind: ValueScale.Kind = try readChoice("the scale")
        let unit = try readFloat()
        guard unit > 0 else { throw .unusable("the unit of the scale") }
        let quantiles = try readArray(count: QuantileTable.count) {
            (reader) throws(StateProblem) in try reader.readFloat()
        }
        guard zip(quantiles, quantiles.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw .unusable("a quantile")
        }
        return SeasonalModel(
            layout: layout, scale: ValueScale(kind: kind, unit: unit),
            profile: try readValues(count: 7 * layout.slotCount),
            spread: try readValues(count: layout.slotCount),
            table: QuantileTable(quantiles: quantiles))
    }

    private mutating func readValues(count: Int) throws(StateProblem) -> PackedValues {
        let least = try readFloat()
        let step = try readFloat()
        guard step > 0, (step * 65_535 + least).isFinite else { throw .unusable("a profile") }
        let codes = try readArray(count: count) {
            (reader) throws(StateProblem) in try reader.read(UInt16.self)
        }
        return PackedValues(least: least, step: step, codes: codes)
    }

    private mutating func readMinutes() throws(StateProblem) -> Double {
        let minutes = Double(bitPattern: try read())
        guard (0...1_440).contains(minutes) else { throw .unusable("a smoothing") }
        return minutes
    }

    fileprivate mutating func readReport() throws(StateProblem) -> FitReport {
        let method: FitReport.Method = try readChoice("the method")
        let counts = try readArray(count: 3) {
            (reader) throws(StateProblem) in Int(try reader.read(Int32.self))
        }
        guard counts.allSatisfy({ $0 >= 0 }) else { throw .unusable("a count") }
        let scale: ValueScale.Kind = try readChoice("the scale")
        let parameters = ProfileParameters(
            smoothingMinutes: try readMinutes(), weekdaySmoothingMinutes: try readMinutes(),
            classShrinkage: try readFloat(), weekdayShrinkage: try readFloat(),
            halfLifeDays: try readFloat())
        guard abs(parameters.halfLifeDays) < 1e6 else { throw .unusable("the half-life") }
        return FitReport(
            method: method, trainingCount: counts[0], excludedCount: counts[1],
            missingCount: counts[2], scale: scale, parameters: parameters,
            rule: try readChoice("the level"))
    }
}
