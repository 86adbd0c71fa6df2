// swift-tools-version: 6.2

import PackageDescription

// The layers of the program, from the C shims (0) to the command line (6). A target may import
// only targets of lower layers, and beside itself only what its line here names; builds run with
// `--explicit-target-dependency-import-check error`, so an undeclared import does not compile.

/// Settings of every target of this package; dependencies keep their own.
let ours: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of the targets that hold no unmarked unsafe code.
let pure: [SwiftSetting] = ours + [.strictMemorySafety()]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "sonde",
    products: [.executable(name: "sonde", targets: ["sonde"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // 0: C headers and typed shims.
        .systemLibrary(name: "CBuild"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(
            name: "CCares", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),

        // 1: what everything may use.
        .target(name: "Base", swiftSettings: pure),

        // 2: mechanisms that know nothing of monitoring.
        .target(name: "Metrics", dependencies: ["Base"], swiftSettings: pure),
        .target(name: "HTTPWire", dependencies: ["Base"], swiftSettings: pure),
        .target(name: "Reactor", dependencies: ["Base", "CLinux"], swiftSettings: ours),
        .target(name: "Documents", dependencies: ["Base", yaml], swiftSettings: ours),
        .target(name: "Matching", dependencies: ["Base", "CPCRE2"], swiftSettings: pure),
        // Optimised also where the rest is not: without it a fit takes a second, not a millisecond.
        .target(
            name: "Forecasting",
            swiftSettings: pure + [.unsafeFlags(["-O"], .when(configuration: .debug))]),

        // 3: the server, libcurl, and the vocabulary of monitoring.
        .target(
            name: "HTTPServing",
            dependencies: [
                "Base", "Metrics", "HTTPWire", "Reactor", "CZlib", "COpenSSL", "CCrypt",
            ],
            swiftSettings: ours),
        .target(
            name: "Transfers",
            dependencies: ["Base", "Reactor", "CCares", "CCurl", "COpenSSL", "CZlib"],
            swiftSettings: ours),
        .target(name: "Monitoring", dependencies: ["Base", "Matching"], swiftSettings: pure),

        // 4: what the product does.
        .target(
            name: "Probing",
            dependencies: [
                "Base", "Matching", "Metrics", "Reactor", "Transfers", "Monitoring", log,
            ],
            swiftSettings: ours),
        .target(
            name: "Reservations",
            dependencies: ["Base", "Metrics", "Reactor", "HTTPServing", "HTTPWire"],
            swiftSettings: ours),

        .target(
            name: "PrometheusClient",
            dependencies: ["Base", "Matching", "Monitoring", "Reactor", "Transfers"],
            swiftSettings: ours),
        .target(
            name: "TrafficForecast",
            dependencies: ["Base", "Forecasting", "Metrics", "Monitoring", "Reactor", log],
            swiftSettings: ours),
        .target(name: "Reporting", dependencies: ["Base", "Monitoring"], swiftSettings: ours),
        .target(
            name: "RuleBook", dependencies: ["Base", "Documents", "Monitoring"],
            swiftSettings: ours),

        // 5: configuration, wiring, routes, signals.
        .target(
            name: "App",
            dependencies: [
                "Base", "Metrics", "HTTPWire", "Reactor", "Documents", "HTTPServing", "Transfers",
                "Monitoring", "Matching", "Forecasting",
                "Probing", "PrometheusClient", "Reporting", "Reservations", "RuleBook",
                "TrafficForecast", "CBuild",
                log,
            ],
            swiftSettings: ours),

        // 6: arguments, exit status.
        .executableTarget(
            name: "sonde", dependencies: ["App", "Base", "Reactor", "Reporting", arguments, log],
            swiftSettings: ours),

        // Tests: one target for each target above, and three for the whole.
        .target(
            name: "TestSupport", dependencies: ["Base", "CLinux", "HTTPWire"],
            path: "Tests/TestSupport",
            swiftSettings: ours),
        .testTarget(name: "BaseTests", dependencies: ["Base"], swiftSettings: ours),
        .testTarget(
            name: "MetricsTests", dependencies: ["Base", "Metrics", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "HTTPWireTests", dependencies: ["Base", "HTTPWire", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "ReactorTests", dependencies: ["Base", "Reactor", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "MatchingTests", dependencies: ["Base", "Matching"], swiftSettings: ours),
        .testTarget(
            name: "ForecastingTests", dependencies: ["Base", "Forecasting", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "DocumentsTests", dependencies: ["Base", "Documents", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "HTTPServingTests",
            dependencies: ["Base", "Metrics", "HTTPWire", "Reactor", "HTTPServing", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "TransfersTests", dependencies: ["Base", "Reactor", "Transfers", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "MonitoringTests",
            dependencies: ["Base", "Matching", "Monitoring", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "ProbingTests",
            dependencies: [
                "Base", "Matching", "Metrics", "Reactor", "Transfers", "Monitoring", "Probing",
                "TestSupport", log,
            ],
            swiftSettings: ours),
        .testTarget(
            name: "PrometheusClientTests",
            dependencies: [
                "Base", "Matching", "Monitoring", "PrometheusClient", "Reactor", "Transfers",
                "TestSupport",
            ],
            swiftSettings: ours),
        .testTarget(
            name: "ReservationsTests",
            dependencies: [
                "Base", "Matching", "Metrics", "HTTPWire", "Reactor", "HTTPServing",
                "Monitoring", "Probing", "Reservations", "TestSupport",
            ],
            swiftSettings: ours),
        .testTarget(
            name: "TrafficForecastTests",
            dependencies: [
                "Base", "Forecasting", "Metrics", "Monitoring", "Reactor", "TrafficForecast",
                "TestSupport", log,
            ],
            swiftSettings: ours),
        .testTarget(
            name: "ReportingTests", dependencies: ["Base", "Monitoring", "Reporting"],
            swiftSettings: ours),
        .testTarget(
            name: "RuleBookTests",
            dependencies: [
                "Base", "Documents", "Monitoring", "Reporting", "RuleBook", "TestSupport",
            ],
            swiftSettings: ours),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "App", "Base", "Matching", "Documents", "Forecasting", "Monitoring",
                "PrometheusClient", "Reactor",
                "Reporting", "Reservations", "RuleBook", "TestSupport",
                log,
            ],
            swiftSettings: ours),
        .testTarget(
            name: "EndToEndTests", dependencies: ["sonde", "Base", "Reactor", "TestSupport"],
            swiftSettings: ours),
        .testTarget(
            name: "RepositoryTests", dependencies: ["TestSupport"], swiftSettings: ours),
    ]
)

// What `Benchmarks/run.sh` measures; not part of an ordinary build.
if Context.environment["BENCHMARK"] != nil {
    package.targets += [
        .target(name: "AllocationCount", path: "Benchmarks/AllocationCount"),
        .executableTarget(
            name: "MetricsBenchmark", dependencies: ["AllocationCount", "Base", "Metrics"],
            path: "Benchmarks/Metrics", exclude: ["bench.sh"], swiftSettings: ours),
        .executableTarget(
            name: "ProbingBenchmark",
            dependencies: ["Base", "Metrics", "Monitoring", "Probing", "Reactor", log],
            path: "Benchmarks/Probing",
            exclude: ["bench.sh", "floor.c", "paced.c", "request.h", "wait.c"],
            swiftSettings: ours),
        .executableTarget(
            name: "HTTPServingBenchmark",
            dependencies: ["Base", "Metrics", "HTTPWire", "Reactor", "HTTPServing"],
            path: "Benchmarks/HTTPServing", exclude: ["bench.sh", "hold.py", "hostile.py"],
            swiftSettings: ours),
        .executableTarget(
            name: "ForecastingBenchmark",
            dependencies: ["App", "Base", "Forecasting", "TestSupport"],
            path: "Benchmarks/Forecasting",
            exclude: ["bench.sh", "prophet_times.py", "unseen_series.py"], swiftSettings: ours),
    ]
}
