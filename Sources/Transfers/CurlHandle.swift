import Base
import CCurl
import Glibc

/// An easy handle of libcurl with the buffers that it points to; used for one transfer after the
/// other.
///
/// Not `Sendable`: it belongs to the engine's thread.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer

    /// Where libcurl writes its error message.
    private let errorBuffer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// The header fields of the request, which libcurl reads during the transfer.
    private var headerList: UnsafeMutablePointer<curl_slist>?

    /// Where to connect in place of a URL's host, which libcurl reads during the transfer.
    private var connectList: UnsafeMutablePointer<curl_slist>?

    /// The addresses of names, which libcurl reads during the transfer.
    private var addressList: UnsafeMutablePointer<curl_slist>?

    /// Nil when there is no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        curl_slist_free_all(connectList)
        curl_slist_free_all(addressList)
        errorBuffer.deallocate()
    }

    /// The options that the handle keeps from one transfer to the next; nil if it has none, because
    /// it is new or the last transfer needed others.
    private var kept: KeptOptions?

    /// Whether libcurl has been given a transfer since `clear`; what it tells before is of the last one.
    private var hasBegun = false

    /// Whether the handle can be used again: an error number of the system stays in it and would pass
    /// for one of the next transfer.
    var isReusable: Bool { long(CURLINFO_OS_ERRNO) == 0 }

    /// Forgets the last transfer, but for the options that the next one is likely to need as well.
    func clear() {
        if kept == nil { curl_easy_reset(pointer) }
        // A transfer that was given up before it began leaves its list of addresses behind, and the next
        // one would read it after it is freed.
        clear(&addressList, CURLOPT_RESOLVE)
        clear(&headerList, CURLOPT_HTTPHEADER)
        clear(&connectList, CURLOPT_CONNECT_TO)
        errorBuffer[0] = 0
        hasBegun = false
    }

    private func clear(_ list: inout UnsafeMutablePointer<curl_slist>?, _ option: CURLoption) {
        guard list != nil else { return }
        _ = ccurl_setopt_list(pointer, option, nil)
        curl_slist_free_all(list)
        list = nil
    }

    /// Sets all options for `request`; the first error ends it.
    ///
    /// - Parameters:
    ///   - addresses: Lines of `CURLOPT_RESOLVE`.
    ///   - context: Handed to the callbacks.
    func configure(
        _ request: TransferRequest, addresses: [String], context: UnsafeMutableRawPointer,
        _ callbacks: CurlCallbacks
    ) -> CURLcode {
        var options = OptionSetter(pointer)
        let detour = request.tls.serverName.flatMap { Detour(request.url, to: $0) }
        if !(kept?.fit(request) ?? false) {
            if kept != nil { curl_easy_reset(pointer) }
            kept = KeptOptions(request)
            setCommon(request, callbacks, &options)
            setMethodAndBody(request, &options)
            if let detour { setDetour(detour, &options) }
        }
        options.set(CURLOPT_URL, detour?.url ?? request.url)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, Self.connectMilliseconds(request.timeout))
        options.set(CURLOPT_OPENSOCKETDATA, context)
        options.set(CURLOPT_SSL_CTX_DATA, context)
        options.set(CURLOPT_PREREQDATA, context)
        options.set(CURLOPT_HEADERDATA, context)
        options.set(CURLOPT_WRITEDATA, context)
        setHeaders(request, detour, &options)
        if !addresses.isEmpty {
            for line in addresses { options.append(line, to: &addressList) }
            options.set(CURLOPT_RESOLVE, addressList)
        }
        if options.code != CURLE_OK { kept = nil }
        return options.code
    }

    /// Sets what does not depend on where a request goes and what it sends.
    private func setCommon(
        _ request: TransferRequest, _ callbacks: CurlCallbacks, _ options: inout OptionSetter
    ) {
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorBuffer))
        options.set(CURLOPT_PROTOCOLS_STR, "http,https")
        options.set(CURLOPT_NOSIGNAL, 1)
        // Else giving up while the name is looked up would wait for the thread that does it.
        options.set(CURLOPT_QUICK_EXIT, 1)
        // What libcurl looks up by itself (see `Contact`) it is to look up each time.
        options.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        options.set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        // What a proxy says of the tunnel that it makes is no part of the answer.
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        options.set(CURLOPT_TCP_NODELAY, 1)
        options.set(CURLOPT_USERAGENT, request.userAgent)
        options.setOpenCallback(callbacks.onOpen)
        options.setTLSCallback(callbacks.onTLS)
        if request.route.allows != nil { options.setReadyCallback(callbacks.onReady) }
        options.set(CURLOPT_HEADERFUNCTION, callbacks.onHeader)
        options.set(CURLOPT_WRITEFUNCTION, callbacks.onBody)
        setRoute(of: request, &options)
        setTLS(of: request, &options)
    }

    /// Hands the handle to libcurl; false when there is no memory.
    func begin(_ multi: UnsafeMutableRawPointer) -> Bool {
        hasBegun = true
        return curl_multi_add_handle(multi, pointer) == CURLM_OK
    }

    /// The time that libcurl deals out among the addresses of a name: half of it to the first of a
    /// family, and so on. It ends a little after the transfer's own time, for the engine can still
    /// see then how far the connection has come.
    private static func connectMilliseconds(_ timeout: Duration) -> Int {
        let limit = min(timeout.millisecondsRoundedUp, Int64(Int32.max) / 2)
        return Int(max(100, limit + limit / 4))
    }

    private func setMethodAndBody(_ request: TransferRequest, _ options: inout OptionSetter) {
        if request.sendsContent { options.setBody(request.body) }
        switch request.method {
        case "GET" where !request.sendsContent: break
        case "HEAD" where !request.sendsContent: options.set(CURLOPT_NOBODY, 1)
        default: options.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func setHeaders(
        _ request: TransferRequest, _ detour: Detour?, _ options: inout OptionSetter
    ) {
        for (name, value) in request.headers {
            // libcurl's notation for a field that is empty.
            options.append(value.isEmpty ? name + ";" : name + ": " + value, to: &headerList)
        }
        // What libcurl would add by itself: a media type for content, and a wait before it.
        if request.sendsContent {
            for name in ["Content-Type", "Expect"] where !request.has(name) {
                options.append(name + ":", to: &headerList)
            }
        }
        if let detour, !request.has("Host") {
            options.append("Host: " + detour.authority, to: &headerList)
        }
        options.set(CURLOPT_HTTPHEADER, headerList)
    }

    /// Has libcurl connect to the host of the URL that was given, though the URL names another.
    private func setDetour(_ detour: Detour, _ options: inout OptionSetter) {
        options.append(detour.connection, to: &connectList)
        options.set(CURLOPT_CONNECT_TO, connectList)
    }

    // MARK: After a transfer

    var message: String { String(cString: errorBuffer) }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return hasBegun && ccurl_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return hasBegun && ccurl_getinfo_offset(pointer, info, &value) == CURLE_OK ? Int(value) : 0
    }

    func string(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard hasBegun, ccurl_getinfo_string(pointer, info, &value) == CURLE_OK, let value else {
            return nil
        }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    var timings: TransferTimings {
        func time(_ info: CURLINFO) -> Duration { .microseconds(offset(info)) }
        return TransferTimings(
            resolved: time(CURLINFO_NAMELOOKUP_TIME_T), connected: time(CURLINFO_CONNECT_TIME_T),
            handshakeDone: time(CURLINFO_APPCONNECT_TIME_T),
            requestBegun: time(CURLINFO_PRETRANSFER_TIME_T),
            firstByte: time(CURLINFO_STARTTRANSFER_TIME_T), total: time(CURLINFO_TOTAL_TIME_T))
    }
}

/// libcurl's calls of a transfer.
struct CurlCallbacks {
    let onOpen: ccurl_open_callback
    let onReady: ccurl_ready_callback
    let onTLS: ccurl_tls_callback
    let onHeader: ccurl_data_callback
    let onBody: ccurl_data_callback
}

/// A transfer whose URL names the host that the certificate must be for, and which yet goes to the host
/// that was asked for: libcurl takes the name for TLS from the URL alone.
struct Detour {
    /// The URL with the other host.
    let url: String

    /// The value of `Host`: as without the detour.
    let authority: String

    /// What `CURLOPT_CONNECT_TO` wants.
    let connection: String

    /// Nil if it is no URL.
    init?(_ text: String, to name: String) {
        guard let parts = TransferURL(text), let url = parts.withHost(name) else { return nil }
        self.url = url
        authority = parts.authority
        connection = "\(name):\(parts.port):\(parts.host):\(parts.port)"
    }
}
