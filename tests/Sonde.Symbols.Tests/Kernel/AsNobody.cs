using System.Runtime.InteropServices;

namespace Sonde.Symbols.Tests;

/// <summary>Until it is disposed, this thread opens files as the user nobody does.</summary>
internal sealed partial class AsNobody : IDisposable
{
    private const uint Nobody = 65534;

    private AsNobody() => SetUser(Nobody);

    public static AsNobody Begin() => new();

    public void Dispose() => SetUser(0);

    // Of the thread alone; root's right to read everything goes with it.
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetUser(uint user);
}
