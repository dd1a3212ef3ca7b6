using System.CommandLine;
using System.Runtime.Versioning;
using Sonde.Tools;

[assembly: SupportedOSPlatform("linux")]

namespace SondeTool._1;

/// <summary>Prints each program that is started.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var user = new Option<uint?>("--user", "-u") { Description = "only programs of the user with this id", HelpName = "ID" };
        var command = new RootCommand("Prints each program that is started: process, user, path.") { user };
        // Whatever fails ends as one line on the standard error and an exit code.
        return Tool.Run(command, args, parsed => Watch(parsed.GetValue(user)));
    }

    private static void Watch(uint? user)
    {
        using var stop = new StopSignal();        // Ctrl-C
        using var bpf = Execs.Open();             // generated from execs.bpf.c
        if (user is { } id)
            bpf.Rodata.OnlyUser = id;             // constants are set before Load, which freezes them
        bpf.Load();                               // verifier failure: BpfVerifierException with instruction, source line and hint
        using var reading = bpf.Maps.Execs.Subscribe((in Execs.Executed e) => Console.WriteLine($"{e.Pid} {e.User} {e.Path}"));
        using var links = bpf.Attach();           // links live until they or the object are disposed
        Console.WriteLine("Watching; press Ctrl-C to end.");
        stop.Wait(Timeout.InfiniteTimeSpan);
        Console.WriteLine($"{bpf.Maps.Execs.Lost} records lost");
    }
}
