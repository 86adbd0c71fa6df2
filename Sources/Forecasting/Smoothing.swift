/// Two running means over a circle, one after the other: each value becomes a mean of its
/// neighbours with weights that fall off to both sides. O(n), whatever the width is.
///
/// - Parameter halfWidth: Neighbours to each side of one running mean; 0 changes nothing.
func smooth(_ values: inout [Float], range: Range<Int>, halfWidth: Int) {
    let count = range.count
    let half = min(halfWidth, (count - 1) / 2)
    guard half > 0 else { return }
    let length = 2 * half + 1
    let factor = 1 / Float(length)
    var padded = [Float](repeating: 0, count: count + 2 * half)
    for _ in 0..<2 {
        for index in 0..<half {
            padded[index] = values[range.upperBound - half + index]
            padded[count + half + index] = values[range.lowerBound + index]
        }
        for index in 0..<count { padded[half + index] = values[range.lowerBound + index] }
        // In double precision: what is added is subtracted again, and the errors would pile up.
        var sum = 0.0
        for index in 0..<length { sum += Double(padded[index]) }
        values[range.lowerBound] = Float(sum) * factor
        for index in 1..<count {
            sum += Double(padded[index + length - 1]) - Double(padded[index - 1])
            values[range.lowerBound + index] = Float(sum) * factor
        }
    }
}

/// Lanes, smoothed as one circle.
func smoothed(_ lanes: [Lane], halfWidth: Int) -> [Lane] {
    guard halfWidth > 0 else { return lanes }
    var flat = lanes.flattened
    smooth(&flat, range: 0..<flat.count, halfWidth: halfWidth)
    return flat.lanes
}

/// A spread by slot of the day, smoothed over half an hour to each side, with a least value.
///
/// - Parameter leastPart: The part of the mean that no slot is below.
func smoothedSpread(_ spread: [Lane], layout: SlotLayout, leastPart: Float) -> [Lane] {
    let mean = meanOfPresent(spread)
    let whole = spread.map { lane in
        Lane(repeating: mean).replacing(with: lane, where: lane.isPresent)
    }
    let least = Lane(repeating: max(leastPart * mean, 1e-12))
    return smoothed(whole, halfWidth: max(1, layout.slotCount / 48)).map { lane in
        lane.replacing(with: least, where: lane .< least)
    }
}

/// The mean of the values that are there; 0 if there is none.
func meanOfPresent(_ lanes: [Lane]) -> Float {
    var (sum, count) = (Lane.zero, Lane.zero)
    for lane in lanes {
        sum += lane.zeroFilled
        count += lane.presence
    }
    return count.sum() > 0 ? sum.sum() / count.sum() : 0
}

extension [Lane] {
    var flattened: [Float] {
        var flat: [Float] = []
        flat.reserveCapacity(count * Lane.scalarCount)
        for lane in self {
            for index in 0..<Lane.scalarCount { flat.append(lane[index]) }
        }
        return flat
    }
}

extension [Float] {
    /// - Precondition: The count is a multiple of eight.
    var lanes: [Lane] {
        stride(from: 0, to: count, by: Lane.scalarCount).map { start in
            var lane = Lane()
            for index in 0..<Lane.scalarCount { lane[index] = self[start + index] }
            return lane
        }
    }
}

/// The median of values, which it reorders; O(n) on average.
///
/// - Precondition: There is at least one value, and none is NaN.
func median(_ values: inout [Float]) -> Float {
    let upper = select(values.count / 2, of: &values)
    guard values.count % 2 == 0 else { return upper }
    return (upper + (values[..<(values.count / 2)].max() ?? upper)) / 2
}

/// The value that has `rank` values before it in ascending order; afterwards those stand before it
/// (C. A. R. Hoare, "Algorithm 65: Find", with the middle one of three as the pivot).
private func select(_ rank: Int, of values: inout [Float]) -> Float {
    var (low, high) = (0, values.count - 1)
    while low < high {
        let (first, middle, last) = (values[low], values[(low + high) / 2], values[high])
        let pivot = max(min(first, middle), min(max(first, middle), last))
        var (left, right) = (low, high)
        while left <= right {
            while values[left] < pivot { left += 1 }
            while values[right] > pivot { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        if rank <= right {
            high = right
        } else if rank >= left {
            low = left
        } else {
            break
        }
    }
    return values[rank]
}
