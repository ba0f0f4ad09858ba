internal import RecurrentNetworks
internal import SpeechCorpora

// Recipes are written by hand: each of their parts refuses fields that it does not know.

extension Recipe {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, summary, licence, task, training, validation, test, features, layers, initialRange
    case startFrom, precision, optimizer, schedule, noise, augmentation, seed
  }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    name = try fields(.name)
    summary = try fields(.summary)
    licence = try fields(.licence)
    task = try fields(.task)
    training = try fields(.training)
    validation = try fields(.validation)
    test = try fields.corpora(.test)
    features = try fields(.features)
    layers = try fields(.layers)
    initialRange = try fields(.initialRange)
    startFrom = try fields.ifPresent(.startFrom)
    precision = try fields.ifPresent(.precision)
    optimizer = try fields(.optimizer)
    schedule = try fields(.schedule)
    noise = try fields(.noise)
    augmentation = try fields.ifPresent(.augmentation)
    seed = try fields(.seed)
  }
}

extension TrainingSource {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case corpus, licence, weight, keywordWeight, validates, joinUpTo
  }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    corpus = try fields.corpus(.corpus)
    licence = try fields.ifPresent(.licence)
    weight = try fields.ifPresent(.weight)
    keywordWeight = try fields.ifPresent(.keywordWeight)
    validates = try fields.ifPresent(.validates)
    joinUpTo = try fields.ifPresent(.joinUpTo)
  }
}

extension ValidationPart {
  enum CodingKeys: String, CodingKey, CaseIterable { case speakerFraction, seed }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    speakerFraction = try fields(.speakerFraction)
    seed = try fields(.seed)
  }
}

extension Schedule {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case batchSize, maximumEpochs, patience, judgedBy, gradientNorm, averagesGradient
    case finalRateShare, warmUpUpdates, averagingDecay
  }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    batchSize = try fields(.batchSize)
    maximumEpochs = try fields(.maximumEpochs)
    patience = try fields(.patience)
    judgedBy = try fields.ifPresent(.judgedBy)
    gradientNorm = try fields.ifPresent(.gradientNorm)
    averagesGradient = try fields(.averagesGradient)
    finalRateShare = try fields.ifPresent(.finalRateShare)
    warmUpUpdates = try fields.ifPresent(.warmUpUpdates)
    averagingDecay = try fields.ifPresent(.averagingDecay)
  }
}

extension NoiseSettings {
  enum CodingKeys: String, CodingKey, CaseIterable { case input, weight }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    input = try fields(.input)
    weight = try fields(.weight)
  }
}

extension Augmentation {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case edgeCut, speed, tempo, gain, noise, reverberation, telephone, masks
  }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    edgeCut = try fields.ifPresent(.edgeCut)
    speed = try fields.ifPresent(.speed)
    tempo = try fields.ifPresent(.tempo)
    gain = try fields.ifPresent(.gain)
    noise = try fields.ifPresent(.noise)
    reverberation = try fields.ifPresent(.reverberation)
    telephone = try fields.ifPresent(.telephone)
    masks = try fields.ifPresent(.masks)
  }
}

extension EdgeCut {
  enum CodingKeys: String, CodingKey, CaseIterable { case probability, leave }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    probability = try fields(.probability)
    leave = try fields(.leave)
  }
}

extension NoiseMixing {
  enum CodingKeys: String, CodingKey, CaseIterable { case probability, signalToNoise, recordings }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    probability = try fields(.probability)
    signalToNoise = try fields(.signalToNoise)
    recordings = try fields.corporaIfPresent(.recordings)
  }
}

extension Reverberation {
  enum CodingKeys: String, CodingKey, CaseIterable { case probability, decay }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    probability = try fields(.probability)
    decay = try fields(.decay)
  }
}

extension FeatureMasks {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case bands, widestBand, stretches, longestStretch
  }

  public init(from decoder: any Decoder) throws {
    let fields = try KnownFields<CodingKeys>(decoder)
    bands = try fields(.bands)
    widestBand = try fields(.widestBand)
    stretches = try fields(.stretches)
    longestStretch = try fields(.longestStretch)
  }
}

/// The fields of a JSON object, all of which are known.
private struct KnownFields<Key: CodingKey & CaseIterable> {
  private let container: KeyedDecodingContainer<Key>

  init(_ decoder: any Decoder) throws {
    try decoder.refuseFields(otherThan: Key.allCases.map(\.stringValue))
    container = try decoder.container(keyedBy: Key.self)
  }

  func callAsFunction<Value: Decodable>(_ key: Key) throws -> Value {
    try container.decode(Value.self, forKey: key)
  }

  func ifPresent<Value: Decodable>(_ key: Key) throws -> Value? {
    try container.decodeIfPresent(Value.self, forKey: key)
  }

  func corpus(_ key: Key) throws -> CorpusReference {
    try container.decode(KnownCorpus.self, forKey: key).reference
  }

  func corpora(_ key: Key) throws -> [CorpusReference] {
    try container.decode([KnownCorpus].self, forKey: key).map(\.reference)
  }

  func corporaIfPresent(_ key: Key) throws -> [CorpusReference]? {
    try container.decodeIfPresent([KnownCorpus].self, forKey: key)?.map(\.reference)
  }
}

private struct KnownCorpus: Decodable {
  let reference: CorpusReference

  init(from decoder: any Decoder) throws {
    try decoder.refuseFields(
      otherThan: CorpusReference.CodingKeys.allCases.map(\.stringValue))
    reference = try CorpusReference(from: decoder)
  }
}
