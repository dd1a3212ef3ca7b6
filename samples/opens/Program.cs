namespace OpensTool;

/// <summary>Prints each file that a process opens until Enter is pressed.</summary>
public static class OpensProgram
{
    /// <summary>Runs the sample.</summary>
    public static int Main()
    {
        using var bpf = Opens.Open();
        bpf.Load();                       // verifier failure: BpfVerifierException with instruction, source line and hint
        using var reading = bpf.Maps.Opens.Subscribe((in Opens.Opened o) => Console.WriteLine($"{o.Pid} {o.Command} {o.Path}"));
        using var links = bpf.Attach();   // links live until they or the object are disposed
        Console.WriteLine("Watching; press Enter to end.");
        Console.ReadLine();
        Console.WriteLine($"{bpf.Maps.Opens.Lost} records lost");
        return 0;
    }
}
