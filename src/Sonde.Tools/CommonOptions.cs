using System.CommandLine;
using System.Globalization;

namespace Sonde.Tools;

/// <summary>Options that most tools share, with bcc's letters.</summary>
public sealed class CommonOptions
{
    /// <summary><c>-p</c>: trace this process only.</summary>
    public Option<int?> Pid { get; } = Positive("--pid", "-p", "trace this process only", "PID");

    /// <summary><c>-i</c>: print every so many seconds.</summary>
    public Option<int?> Interval { get; } = Positive("--interval", "-i", "print and start anew every INTERVAL seconds", "INTERVAL");

    /// <summary><c>-d</c>: end after so many seconds.</summary>
    public Option<int?> Duration { get; } = Positive("--duration", "-d", "end after DURATION seconds", "DURATION");

    /// <summary><c>-T</c>: print the time with each output.</summary>
    public Option<bool> Timestamp { get; } = new("--timestamp", "-T") { Description = "print the time with each output" };

    /// <summary><c>-v</c>: say what is attached where.</summary>
    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "say what is attached where, and how" };

    /// <summary>Adds all of them to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(Pid);
        command.Options.Add(Interval);
        command.Options.Add(Duration);
        command.Options.Add(Timestamp);
        command.Options.Add(Verbose);
    }

    /// <summary>The loop that the user asked for.</summary>
    /// <param name="parsed">What the user typed.</param>
    public IntervalLoop Loop(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(Seconds(parsed.GetValue(Interval)), Seconds(parsed.GetValue(Duration)), parsed.GetValue(Timestamp));
    }

    /// <summary>An option that takes a number from 1.</summary>
    /// <param name="name">The long name, with dashes.</param>
    /// <param name="alias">The short name, with a dash.</param>
    /// <param name="description">What it does.</param>
    /// <param name="helpName">What the help calls its value.</param>
    public static Option<int?> Positive(string name, string alias, string description, string helpName)
    {
        var option = new Option<int?>(name, alias) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int value) || value < 1))
                result.AddError($"{alias} takes a number from 1, not '{result.Tokens[0].Value}'.");
        });
        return option;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}
