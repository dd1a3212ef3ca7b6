namespace Sonde.ObjectFiles.Tests;

internal static class Libc
{
    /// <summary>The file of the C library that this process runs on.</summary>
    public static string Path { get; } = File.ReadLines("/proc/self/maps").First(line => line.EndsWith("/libc.so.6", StringComparison.Ordinal)).Split(' ')[^1];
}
