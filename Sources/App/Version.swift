/// What this program is called and which one it is.
package enum Version {
    package static let current = "0.1.0"
}
