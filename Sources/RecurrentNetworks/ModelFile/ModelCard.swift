internal import Foundation

/// All that must be known of a model beside its weights; travels in the model file's metadata.
public struct ModelCard: Codable, Sendable, Equatable {
  /// A corpus that the model was trained on.
  public struct DataSource: Codable, Sendable, Equatable {
    public var name: String
    public var licence: String
    public var hours: Double
    public var source: String

    public init(name: String, licence: String, hours: Double, source: String) {
      self.name = name
      self.licence = licence
      self.hours = hours
      self.source = source
    }
  }

  /// A measured figure and how it was measured.
  public struct Figure: Codable, Sendable, Equatable {
    public var name: String
    public var value: Double
    public var how: String

    public init(name: String, value: Double, how: String) {
      self.name = name
      self.value = value
      self.how = how
    }
  }

  /// Where a label's peak stands in the word it stands for, in seconds: medians over training data.
  public struct Timing: Codable, Sendable, Equatable {
    /// From the word's start to the peak.
    public var fromStart: Double
    /// From the peak to the word's end.
    public var toEnd: Double

    public init(fromStart: Double, toEnd: Double) {
      self.fromStart = fromStart
      self.toEnd = toEnd
    }
  }

  /// How often keywords of so many phones are found where they are not said.
  public struct FalseAlarmCurve: Codable, Sendable, Equatable {
    /// Phones of the keyword's shortest pronunciation.
    public var phones: Int
    /// False alarms an hour, rising.
    public var rates: [Double]
    /// The scores from which detections give these rates, falling.
    public var scores: [Double]

    public init(phones: Int, rates: [Double], scores: [Double]) {
      self.phones = phones
      self.rates = rates
      self.scores = scores
    }

    /// The score from which there are so many false alarms an hour: between the rates measured by
    /// their logarithms, beyond them that of the nearest.
    public func score(falseAlarmsPerHour rate: Double) -> Double {
      guard let last = rates.last, let first = rates.first, rate > first else {
        return scores.first ?? 1
      }
      guard rate < last, let above = rates.firstIndex(where: { $0 >= rate }), above > 0 else {
        return scores.last ?? 0
      }
      let share = log(rate / rates[above - 1]) / log(rates[above] / rates[above - 1])
      return scores[above - 1] + share * (scores[above] - scores[above - 1])
    }
  }

  public enum Task: String, Codable, Sendable {
    /// Labels are keywords; CTC.
    case keywords
    /// Labels are phones; CTC.
    case phones
    /// A phone a frame.
    case framewise
  }

  public var name: String
  public var summary: String
  public var licence: String
  public var task: Task
  public var architecture: NetworkArchitecture
  /// What each output stands for; with CTC the first is the blank.
  public var labels: [String]
  /// How many labels at the end of `labels` stand for all other speech, and are not to be found;
  /// none if absent.
  public var fillerCount: Int?
  /// The feature frontend's configuration, in its own JSON.
  public var features: String
  public var trainingData: [DataSource]
  public var figures: [Figure]
  /// One a label without the blank, if measured.
  public var timings: [Timing]?
  /// The share of the frames that each label has: framewise of the training's, with CTC in the network's own
  /// posteriors of held-out speech.
  public var labelShares: [Double]?
  /// Framewise: by how many output frames an answer comes after its frame; 0 if absent.
  public var delay: Int?
  /// For models that find any word: measured on held-out speakers, by rising number of phones.
  public var falseAlarms: [FalseAlarmCurve]?
  /// The score from which a detection is reported unless the user says otherwise.
  public var threshold: Double?
  /// For models that find any word: the weight of words' probabilities beside the network's; the search's own
  /// if absent.
  public var wordWeight: Double?

  public init(
    name: String, summary: String, licence: String, task: Task,
    architecture: NetworkArchitecture, labels: [String], fillerCount: Int? = nil,
    features: String, trainingData: [DataSource], figures: [Figure] = [], timings: [Timing]? = nil,
    labelShares: [Double]? = nil, delay: Int? = nil, threshold: Double? = nil
  ) {
    self.name = name
    self.summary = summary
    self.licence = licence
    self.task = task
    self.architecture = architecture
    self.labels = labels
    self.fillerCount = fillerCount
    self.features = features
    self.trainingData = trainingData
    self.figures = figures
    self.timings = timings
    self.labelShares = labelShares
    self.delay = delay
    self.threshold = threshold
  }

  /// The labels that are to be found: neither the blank nor fillers. Their outputs are 1, 2, ….
  public var soughtLabels: [String] { Array(labels.dropFirst().dropLast(fillerCount ?? 0)) }
}
