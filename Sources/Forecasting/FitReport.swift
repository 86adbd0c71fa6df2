/// What a fit used and left out.
package struct FitReport: Hashable, Sendable {
    /// How the profile was drawn.
    package enum Method: UInt8, Sendable {
        case weeklyProfile
        case fourierRidge
    }

    package let method: Method
    /// The values that the fit learned from, one a slot.
    package let trainingCount: Int
    /// The values that it left out: of incidents, and of times that are not to be learned from.
    package let excludedCount: Int
    /// The slots between the first and the last value that have none.
    package let missingCount: Int
    let scale: ValueScale.Kind
    let parameters: ProfileParameters
    let rule: LevelRule

    /// The model in one line.
    package var model: String {
        let scale =
            switch scale {
            case .identity: "identity scale"
            case .squareRoot: "square root scale"
            case .logarithm: "log scale"
            }
        let level =
            switch rule {
            case .none: "no level"
            case .halfOfLastDay: "half the level of the last day"
            case .lastDay: "level of the last day"
            case .fourDays: "level of four days"
            }
        let profile =
            switch method {
            case .fourierRidge: "Fourier ridge"
            case .weeklyProfile:
                "weekly profile (smoothing \(Int(parameters.smoothingMinutes)) min and "
                    + "\(Int(parameters.weekdaySmoothingMinutes)) min, shrinkage "
                    + "\(parameters.classShrinkage) and \(parameters.weekdayShrinkage), "
                    + "half-life \(Int(parameters.halfLifeDays)) d)"
            }
        return "\(profile), \(scale), \(level)"
    }
}
