import KernelBenchmarks
import Testing

@Suite struct StopwatchTests {
  @Test func makesSamplesOfManyShortCalls() {
    var calls = 0
    let timing = Stopwatch(sampleCount: 4, duration: 0.01, sampleDuration: 0.001).time {
      calls += 1
    }
    #expect(timing.sampleCount >= 4)
    #expect(timing.callsPerSample > 1)
    #expect(calls >= timing.sampleCount * timing.callsPerSample)
    #expect(timing.minimum > 0 && timing.minimum <= timing.median)
  }

  @Test func preparesBeforeEveryCall() {
    var (prepared, done, order) = (0, 0, true)
    func work() {
      done += 1
      order = order && prepared == done
    }
    let timing = Stopwatch(sampleCount: 3, duration: 0)
      .time(preparing: { prepared += 1 }, work)
    #expect(order)
    #expect(done == timing.sampleCount + 1)
  }
}
