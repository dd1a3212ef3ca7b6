using System.Runtime.InteropServices;

namespace Sonde.Benchmarks;

[StructLayout(LayoutKind.Sequential)]
public struct RingRecord
{
    public ulong Number;
    public ulong Data0;
    public ulong Data1;
    public ulong Data2;
}
