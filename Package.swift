// swift-tools-version: 6.2
// Tyto: keyword spotting and phoneme labelling with LSTM networks.
import PackageDescription

/// Every Swift target is built with the same strictness.
let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "Tyto",
  products: [
    .library(
      name: "Tyto",
      targets: [
        "DenseMath", "SpeechFeatures", "RecurrentNetworks", "SpeechCorpora", "KeywordSpotting",
        "PhoneLabeling", "SpeechMetrics", "SpeechTraining",
      ]),
    .executable(name: "tyto", targets: ["tyto"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: Kernels in C, and the libraries of the system
    .target(name: "CKernels", path: "CKernels", exclude: ["README.md"]),  // fused LSTM kernels, one table an operation
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(
      name: "CEspeak", pkgConfig: "espeak-ng", providers: [.apt(["libespeak-ng-dev"])]),

    // MARK: Numbers and signals
    .target(  // matrices, batches of sequences, random numbers; the door to the kernels
      name: "DenseMath", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: settings),
    .target(  // audio file → waveform → frames → MFCC or log-mel energies
      name: "SpeechFeatures", dependencies: ["DenseMath", "CFFTW", "CSndFile", "CSoxr"],
      swiftSettings: settings),

    // MARK: Networks
    .target(  // layers, losses, CTC, optimisers, training run, model file
      name: "RecurrentNetworks", dependencies: ["DenseMath"], swiftSettings: settings),

    // MARK: Speech
    .target(  // utterances, alignments and one reader a corpus layout
      name: "SpeechCorpora", dependencies: ["SpeechFeatures"], swiftSettings: settings),
    .target(  // keyword detections from CTC posteriors
      name: "KeywordSpotting",
      dependencies: ["CKernels", "RecurrentNetworks", "SpeechFeatures", "CEspeak"],
      resources: [.copy("Models")],
      swiftSettings: settings),
    .target(  // phone segments from posteriors; forced alignment of a known text
      name: "PhoneLabeling", dependencies: ["SpeechCorpora", "KeywordSpotting"],
      swiftSettings: settings),
    .target(  // speech by espeak-ng with the times of its phones, as a corpus
      name: "SpeechSynthesis", dependencies: ["SpeechCorpora", "KeywordSpotting", "CEspeak"],
      swiftSettings: settings),
    .target(name: "SpeechMetrics", swiftSettings: settings),  // how good a result is
    .target(  // a recipe turned into a trained model: corpora → examples → training run → model file
      name: "SpeechTraining", dependencies: ["SpeechCorpora", "PhoneLabeling", "SpeechMetrics"],
      swiftSettings: settings),
    .target(  // tables, SVG plots
      name: "SpeechReports", dependencies: ["SpeechCorpora", "PhoneLabeling", "SpeechMetrics"],
      swiftSettings: settings),

    // MARK: Benchmarks and the command
    .target(  // harness, shapes as data, machine report
      name: "KernelBenchmarks",
      dependencies: ["DenseMath", "SpeechFeatures", "RecurrentNetworks"], swiftSettings: settings),
    .executableTarget(
      name: "tyto",
      dependencies: [
        "SpeechTraining", "SpeechReports", "SpeechSynthesis", "KernelBenchmarks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    // MARK: Tests
    .target(  // seeds, tolerances, golden files, lent recordings
      name: "TestSupport", dependencies: ["DenseMath"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(  // the kernels at the width of AVX-512, compiled for AVX2
      name: "CSixteenLanes", dependencies: ["CKernels"], path: "Tests/CSixteenLanes"),
    .testTarget(
      name: "DenseMathTests",
      dependencies: ["DenseMath", "CKernels", "CSixteenLanes", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SpeechFeaturesTests", dependencies: ["SpeechFeatures", "TestSupport"],
      resources: [.copy("Golden")], swiftSettings: settings),
    .testTarget(
      name: "RecurrentNetworksTests", dependencies: ["RecurrentNetworks", "TestSupport"],
      resources: [.copy("Golden")], swiftSettings: settings),
    .testTarget(
      name: "SpeechCorporaTests", dependencies: ["SpeechCorpora", "TestSupport"],
      swiftSettings: settings),
    .target(  // models without training, and audio for them
      name: "SpottingSupport", dependencies: ["KeywordSpotting"], path: "Tests/SpottingSupport",
      swiftSettings: settings),
    .testTarget(
      name: "KeywordSpottingTests",
      dependencies: ["KeywordSpotting", "SpottingSupport", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PhoneLabelingTests",
      dependencies: ["PhoneLabeling", "SpottingSupport", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SpeechSynthesisTests",
      dependencies: ["SpeechSynthesis", "SpeechCorpora", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SpeechMetricsTests", dependencies: ["SpeechMetrics", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SpeechTrainingTests",
      dependencies: ["SpeechTraining", "SpottingSupport", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "KernelBenchmarksTests", dependencies: ["KernelBenchmarks", "DenseMath"],
      swiftSettings: settings),
    .testTarget(
      name: "SpeechReportsTests",
      dependencies: ["SpeechReports", "KeywordSpotting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(  // the command, run as a user runs it
      name: "TytoTests", dependencies: ["KeywordSpotting", "SpottingSupport", "TestSupport"],
      swiftSettings: settings),
  ]
)
