using System.CommandLine;
using System.CommandLine.Parsing;
using Sonde.Kernel;

namespace Sonde.Tools;

/// <summary>Runs a command-line tool: parses its options, runs it, and turns every failure into one line and an exit code.</summary>
public static class Tool
{
    /// <summary>Set this environment variable to see the whole exception behind an error line.</summary>
    public const string DebugVariable = "SONDE_DEBUG";

    /// <summary>Parses and runs.</summary>
    /// <param name="command">The tool, with its options and arguments.</param>
    /// <param name="args">What the user typed.</param>
    /// <param name="run">The tool's work.</param>
    /// <returns>0 when all went well, 1 when the work failed, 2 when the options were wrong.</returns>
    public static int Run(RootCommand command, string[] args, Action<ParseResult> run)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(run);
        ParseResult result = command.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (ParseError error in result.Errors)
                Complain(command, error.Message);
            Console.Error.WriteLine($"Try '{command.Name} --help'.");
            return (int)ExitCode.Usage;
        }

        command.SetAction(parsed => (int)Guard(command, () => run(parsed)));
        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static ExitCode Guard(RootCommand command, Action run)
    {
        try
        {
            run();
            return ExitCode.Good;
        }
        catch (ToolUsageException e)
        {
            Complain(command, e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e)
        {
            Exception cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            Complain(command, cause is DllNotFoundException ? FirstSentence(cause.Message) : cause.Message);
            if (Environment.GetEnvironmentVariable(DebugVariable) is { Length: > 0 })
                Console.Error.WriteLine(e);
            else if (cause is not (KernelException or DllNotFoundException or IOException or UnauthorizedAccessException))
                Console.Error.WriteLine($"This is a defect ({cause.GetType().Name}); run again with {DebugVariable}=1 for a report.");
            return ExitCode.Failed;
        }
    }

    // The rest lists every path that the runtime tried.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }

    // One line whatever the message: scripts read the standard error by lines.
    private static void Complain(RootCommand command, string message)
        => Console.Error.WriteLine($"{command.Name}: {message.ReplaceLineEndings(" ")}");
}
