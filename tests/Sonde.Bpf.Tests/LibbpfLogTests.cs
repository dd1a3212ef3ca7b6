using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class LibbpfLogTests
{
    public LibbpfLogTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    public void A_sink_is_given_warnings_of_its_own_object_only()
    {
        var first = new List<(BpfLogLevel Level, string Text)>();
        var second = new List<(BpfLogLevel Level, string Text)>();
        using BpfObject wrong = Open((level, text) => first.Add((level, text)));
        using BpfObject right = Numbers.Open().Object;
        using BpfObject otherWrong = Open((level, text) => second.Add((level, text)));

        Assert.Throws<BpfVerifierException>(wrong.Load);
        right.Load();

        Assert.Contains(first, l => l.Level == BpfLogLevel.Warning && l.Text.Contains("BPF program load failed", StringComparison.Ordinal));
        Assert.All(first, l => Assert.False(l.Text.EndsWith('\n')));
        Assert.DoesNotContain(first, l => l.Level == BpfLogLevel.Debug);
        Assert.Empty(second);
    }

    [Fact]
    public void A_ring_that_declares_the_type_of_its_records_warns_of_nothing()
    {
        var lines = new List<(BpfLogLevel Level, string Text)>();
        using Numbers bpf = Numbers.Open(new BpfOpenOptions { Log = (level, text) => lines.Add((level, text)) });

        bpf.Load();

        Assert.Empty(lines);
    }

    [Fact]
    public void Debug_text_comes_when_it_is_asked_for()
    {
        var lines = new List<(BpfLogLevel Level, string Text)>();
        using BpfObject bpf = Open((level, text) => lines.Add((level, text)), BpfLogLevel.Debug);
        int opening = lines.Count(l => l.Level == BpfLogLevel.Debug);

        Assert.Throws<BpfVerifierException>(bpf.Load);

        Assert.True(opening > 5, $"{opening} lines while opening");
        Assert.True(lines.Count(l => l.Level == BpfLogLevel.Debug) > opening);
    }

    [Fact]
    public void A_sink_that_throws_changes_nothing_and_is_reported()
    {
        using var listener = new Listener();
        int calls = 0;
        using BpfObject bpf = Open((_, _) =>
        {
            calls++;
            throw new InvalidOperationException("sink");
        });

        var e = Assert.Throws<BpfVerifierException>(bpf.Load);

        Assert.Equal(BpfVerifierErrorClass.MissingNullCheck, e.Class);
        Assert.True(calls >= 2, $"{calls} calls");
        Assert.Contains(listener.Messages, m => m.Contains("InvalidOperationException: sink", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_reaches_the_console_with_or_without_a_sink()
    {
        // A process of its own, whose standard output and error are looked at.
        using ToolProcess tool = ToolProcess.Start("Sonde.Bpf.Tests", "-noLogo", "-noColor", "-method", "Sonde.Bpf.Tests.LibbpfLogTests.A_sink_is_given_warnings_of_its_own_object_only");

        Assert.Equal(0, tool.Wait());
        Assert.DoesNotContain("libbpf:", tool.Output + tool.Error, StringComparison.Ordinal);
        Assert.Contains("Failed: 0", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void What_libbpf_says_outside_of_a_call_or_on_another_thread_is_dropped()
    {
        var lines = new List<string>();
        using BpfObject bpf = Open((_, text) => lines.Add(text), BpfLogLevel.Debug);
        lines.Clear();

        OpenRubbish();
        using (bpf.BeginLog())
        {
            var other = new Thread(OpenRubbish);
            other.Start();
            other.Join();
            Assert.Empty(lines);
            OpenRubbish();
        }

        Assert.NotEmpty(lines);
        int said = lines.Count;
        OpenRubbish();
        Assert.Equal(said, lines.Count);

        static void OpenRubbish()
        {
            byte rubbish = 0;
            Assert.Equal(0, Libbpf.ObjectOpenMemory(&rubbish, 1, null));
        }
    }

    // How a user's host gets the lines into its own logging.
    [Fact]
    public void A_logger_is_an_adapter_of_a_few_lines_away()
    {
        var logger = new ListLogger();
        using BpfObject bpf = Open(logger.AsLibbpfLog());

        Assert.Throws<BpfVerifierException>(bpf.Load);

        Assert.Contains(logger.Lines, l => l.Level == LogLevel.Warning && l.Text.StartsWith("libbpf: prog 'unchecked_look_up'", StringComparison.Ordinal));
    }

    private static BpfObject Open(Action<BpfLogLevel, string> sink, BpfLogLevel level = BpfLogLevel.Information)
        => WrongProgramTests.OpenAlone("MemoryMistakes", "unchecked_look_up", new BpfOpenOptions { Log = sink, LogLevel = level });

    private sealed class ListLogger : ILogger
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Add((logLevel, formatter(state, exception)));
    }

    private sealed class Listener : EventListener
    {
        public List<string> Messages { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Sonde.Bpf")
                EnableEvents(eventSource, EventLevel.Error);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            lock (Messages)
                Messages.Add(string.Join(' ', eventData.Payload ?? []));
        }
    }
}
