import CCurl

/// Sets options until one fails.
struct OptionSetter {
    private let pointer: UnsafeMutableRawPointer
    private(set) var code = CURLE_OK

    init(_ pointer: UnsafeMutableRawPointer) {
        self.pointer = pointer
    }

    mutating func fail(_ failure: CURLcode) {
        if code == CURLE_OK { code = failure }
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        attempt { [pointer] in ccurl_setopt_long(pointer, option, value) }
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        attempt { [pointer] in ccurl_setopt_string(pointer, option, value) }
    }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        attempt { [pointer] in ccurl_setopt_pointer(pointer, option, value) }
    }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) {
        attempt { [pointer] in ccurl_setopt_list(pointer, option, value) }
    }

    mutating func set(_ option: CURLoption, _ value: @escaping ccurl_data_callback) {
        attempt { [pointer] in ccurl_setopt_data_callback(pointer, option, value) }
    }

    mutating func setOpenCallback(_ callback: @escaping ccurl_open_callback) {
        attempt { [pointer] in ccurl_setopt_open_callback(pointer, callback) }
    }

    mutating func setTLSCallback(_ callback: @escaping ccurl_tls_callback) {
        attempt { [pointer] in ccurl_setopt_tls_callback(pointer, callback) }
    }

    mutating func setReadyCallback(_ callback: @escaping ccurl_ready_callback) {
        attempt { [pointer] in ccurl_setopt_ready_callback(pointer, callback) }
    }

    /// Adds a line to a list that libcurl will be given.
    mutating func append(_ line: String, to list: inout UnsafeMutablePointer<curl_slist>?) {
        guard let longer = curl_slist_append(list, line) else { return fail(CURLE_OUT_OF_MEMORY) }
        list = longer
    }

    mutating func setBody(_ body: [UInt8]) {
        attempt { [pointer] in
            body.withUnsafeBytes { ccurl_setopt_body(pointer, $0.baseAddress, $0.count) }
        }
    }

    mutating func setTrusted(_ certificates: [UInt8]) {
        attempt { [pointer] in
            certificates.withUnsafeBytes {
                ccurl_setopt_trusted(pointer, $0.baseAddress, $0.count)
            }
        }
    }

    private mutating func attempt(_ call: () -> CURLcode) {
        if code == CURLE_OK { code = call() }
    }
}
