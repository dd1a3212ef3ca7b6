using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_BASIC_STATS = 0x7ff;

    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatX(SafeHandle folder, byte* path, int flags, uint mask, StatXData* status);

    /// <summary>struct statx, as far as it is used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatXData
    {
        [FieldOffset(20)]
        public uint UserId;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(112)]
        public long ModifiedSeconds;
        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
