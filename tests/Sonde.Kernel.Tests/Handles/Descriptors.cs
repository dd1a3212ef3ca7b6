namespace Sonde.Kernel.Tests;

/// <summary>What this process has open, for tests that look for leaks. They run alone.</summary>
[CollectionDefinition(nameof(Descriptors), DisableParallelization = true)]
public sealed class Descriptors
{
    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
