using System.Diagnostics;
using System.Text;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>One run of clang, with all that it said.</summary>
internal sealed class ClangRun
{
    private readonly List<string> _lines = [];

    public int ExitCode { get; private set; } = -1;

    /// <summary>What clang said, in order.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Runs clang to its end.</summary>
    /// <param name="clang">Path of clang.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="cancellation">Ends clang before its time.</param>
    public static ClangRun Start(string clang, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var run = new ClangRun();
        var start = new ProcessStartInfo(clang, string.Join(" ", arguments.Select(Quote)))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start);
        using CancellationTokenRegistration registration = cancellation.Register(() => End(process));
        process.OutputDataReceived += (_, line) => run.Add(line.Data);
        process.ErrorDataReceived += (_, line) => run.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        run.ExitCode = process.ExitCode;
        return run;
    }

    // As .NET splits a command line: a backslash is one unless it stands before a quote.
    internal static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '"')
                quoted.Append('\\', backslashes + 1);
            quoted.Append(c);
            backslashes = c == '\\' ? backslashes + 1 : 0;
        }

        return quoted.Append('\\', backslashes).Append('"').ToString();
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void Add(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
                _lines.Add(line);
        }
    }
}
