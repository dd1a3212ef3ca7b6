namespace Sonde.Bpf.Tests;

internal static class Runs
{
    /// <summary>Runs a program a number of times.</summary>
    public static void TestRun(this RawTracepointProgram program, int times)
    {
        for (int i = 0; i < times; i++)
            program.TestRun();
    }
}
