using System.CommandLine;
using System.CommandLine.Parsing;
using Sonde.Cli;

const int failed = 1;
const int usage = 2;

var command = new RootCommand("Sonde on the command line.");
command.Subcommands.Add(new BindingsCommand());

ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
        Complain(error.Message);
    Console.Error.WriteLine($"Try 'dotnet sonde {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
    return usage;
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
{
    Complain(e.Message);
    return failed;
}

// One line whatever the message: scripts read the standard error by lines.
static void Complain(string message) => Console.Error.WriteLine($"dotnet-sonde: {message.ReplaceLineEndings(" ")}");
