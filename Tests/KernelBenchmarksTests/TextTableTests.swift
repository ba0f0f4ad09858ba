import KernelBenchmarks
import Testing

@Suite struct TextTableTests {
  @Test func alignsNumbersToTheRightAndNamesToTheLeft() {
    var table = TextTable(["shape", "rate", "kernel"])
    table.append(["a", "9.5", "avx2"])
    table.append(["long", "1200", "c"])
    #expect(
      table.text == """
        shape  rate  kernel
        a       9.5  avx2
        long   1200  c
        """)
  }

  @Test func quotesCells() {
    var table = TextTable(["a", "b"])
    table.append(["1,5", "say \"so\""])
    #expect(table.csv == "a,b\n\"1,5\",\"say \"\"so\"\"\"")
  }
}
