namespace OpensTool;

/// <summary>Counts the files that each process opens until Enter is pressed.</summary>
public static class OpensProgram
{
    /// <summary>Runs the sample.</summary>
    public static int Main()
    {
        using var bpf = Opens.Open();
        bpf.Load();                       // verifier failure: BpfVerifierException with instruction, source line and hint
        using var links = bpf.Attach();   // links live until they or the object are disposed
        Console.WriteLine("Counting opened files; press Enter to see them.");
        Console.ReadLine();
        foreach (var (pid, count) in bpf.Maps.Counts)
            Console.WriteLine($"{pid}: {count}");
        return 0;
    }
}
