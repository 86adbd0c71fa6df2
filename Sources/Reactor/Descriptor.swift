/// An open file descriptor with one owner; the end of its life closes it.
package struct Descriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by; valid while this value lives.
    package let number: Int32

    /// Takes over an open descriptor.
    package init(owning number: Int32) {
        precondition(number >= 0, "descriptor must not be negative, got \(number)")
        self.number = number
    }

    deinit {
        Kernel.close(number)
    }
}
