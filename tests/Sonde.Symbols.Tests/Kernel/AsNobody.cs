using System.Runtime.InteropServices;

namespace Sonde.Symbols.Tests;

/// <summary>Until it is disposed, this thread opens files as the user nobody does.</summary>
internal sealed partial class AsNobody : IDisposable
{
    private const uint Nobody = 65534;

    // The call gives the user before it.
    private readonly uint _before = SetUser(Nobody);

    private AsNobody()
    {
    }

    public static AsNobody Begin() => new();

    public void Dispose() => Assert.Equal(Nobody, SetUser(_before));

    // Of the thread alone; root's right to read everything goes with it.
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint SetUser(uint user);
}
