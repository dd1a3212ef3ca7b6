using Microsoft.Extensions.Logging;

namespace Sonde.Bpf.Tests;

/// <summary>Gives what libbpf says to an <see cref="ILogger"/>.</summary>
internal static partial class LibbpfLoggerAdapter
{
    public static Action<BpfLogLevel, string> AsLibbpfLog(this ILogger logger) => (level, text) =>
    {
        LogLevel importance = Level(level);
        Said(logger, importance, text);
    };

    private static LogLevel Level(BpfLogLevel level) => level switch
    {
        BpfLogLevel.Warning => LogLevel.Warning,
        BpfLogLevel.Information => LogLevel.Information,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(EventId = 1, Message = "{Text}")]
    private static partial void Said(ILogger logger, LogLevel level, string text);
}
