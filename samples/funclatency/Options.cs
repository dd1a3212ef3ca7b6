using System.CommandLine;
using Sonde.Tools;

namespace Funclatency;

internal sealed class Options
{
    public RootCommand Command { get; } = new(
        "Times functions and prints log2 histograms of how long they took.\n\n"
        + "  funclatency vfs_read             a kernel function\n"
        + "  funclatency -u 'vfs_*' -F        in microseconds, a histogram for each function\n"
        + "  funclatency -p 181 c:read        read() of libc in process 181\n"
        + "  funclatency -i 1 -d 10 -T ./server:handle\n");

    public Argument<string> Pattern { get; } = new("pattern")
    {
        Description = "[LIBRARY:]FUNCTION; * stands for any characters; LIBRARY may be c for libc, or a path",
    };

    public CommonOptions Common { get; } = new();

    public Option<bool> Microseconds { get; } = new("--microseconds", "-u") { Description = "count in microseconds" };

    public Option<bool> Milliseconds { get; } = new("--milliseconds", "-m") { Description = "count in milliseconds" };

    public Option<bool> ByFunction { get; } = new("--function", "-F") { Description = "print a histogram for each function" };

    public Option<bool> Regex { get; } = new("--regexp", "-r") { Description = "the function is a regular expression that matches whole names" };

    public Option<int?> Level { get; } =
        CommonOptions.Positive("--level", "-l", "time at most LEVEL calls within each other on a thread, up to 32 (the default)", "LEVEL");

    public Options()
    {
        Command.Arguments.Add(Pattern);
        Common.AddTo(Command);
        Command.Options.Add(Microseconds);
        Command.Options.Add(Milliseconds);
        Command.Options.Add(ByFunction);
        Command.Options.Add(Regex);
        Command.Options.Add(Level);
    }
}
