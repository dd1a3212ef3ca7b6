namespace Sonde.Bpf.Faults;

/// <summary>
/// Tries public operations with each system call failing in each plausible way, one at a time: each time one exception of the
/// right type or none, and nothing left behind. Prints a line for each operation; the exit code is the number of those that failed.
/// </summary>
internal static class Program
{
    private const int MaxCalls = 300;

    public static int Main(string[] args)
    {
        if (!Faults.IsInPlace)
        {
            Console.Error.WriteLine("Start it with LD_PRELOAD=.../libc.so.");
            return 125;
        }

        Directory.CreateDirectory(Holdings.PinFolder);
        int failed = 0;
        try
        {
            foreach (Operation operation in Operations().Where(o => args.Length == 0 || args.Any(a => o.Name.Contains(a, StringComparison.Ordinal))))
            {
                operation.Run(MaxCalls);
                failed += operation.Failures.Count > 0 || operation.Faults == 0 ? 1 : 0;
                Console.WriteLine($"{(operation.Failures.Count > 0 ? "FAILED" : operation.Faults == 0 ? "NOT REACHED" : "passed")} {operation.Name}: {operation.Faults} faults");
                foreach (string failure in operation.Failures.Take(5))
                    Console.WriteLine($"  {failure}");
            }
        }
        finally
        {
            Directory.Delete(Holdings.PinFolder, recursive: true);
        }

        return failed;
    }

    private static IEnumerable<Operation> Operations() =>
    [
        .. ObjectOperations.All, .. LinkOperations.All, .. MapOperations.All, .. ElementOperations.All, .. BatchOperations.All, .. RingOperations.All,
        .. OtherOperations.All,
    ];
}
