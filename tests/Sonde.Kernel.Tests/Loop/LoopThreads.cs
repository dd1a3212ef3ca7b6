namespace Sonde.Kernel.Tests;

/// <summary>The threads of this process by the names that the kernel knows.</summary>
internal static class LoopThreads
{
    public static string[] Names() => [.. Directory.GetDirectories("/proc/self/task").Select(Name)];

    /// <summary>Whether a thread ends soon: the kernel's part of it outlives a join by a moment.</summary>
    public static bool IsGone(string name) => SpinWait.SpinUntil(() => !Names().Contains(name), TimeSpan.FromSeconds(20));

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").Trim();
        }
        catch (IOException)
        {
            return ""; // The thread has ended meanwhile.
        }
    }
}
