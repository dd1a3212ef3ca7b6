using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A file's bytes as they lie in the page cache; a library of 100 MB costs no copy.</summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MappedRegion _region;

    private MappedFile(MappedRegion region) => _region = region;

    public static MappedFile Open(string path)
    {
        long length = LengthOf(path);
        if (length is 0 or > int.MaxValue)
            throw new IOException($"{path} has {length} bytes: it is no binary that can be read.");
        using FdHandle fd = FdHandle.OpenRead(path);
        return new MappedFile(MappedRegion.Map(fd, 0, (nuint)length, writable: false, path));
    }

    // Of the file itself: the path may be a link whose target has no name any more (/proc/PID/exe).
    private static long LengthOf(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    public override Span<byte> GetSpan() => new(_region.Pointer, (int)_region.Length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_region.Pointer + elementIndex);

    public override void Unpin()
    {
    }

    public void Dispose() => _region.Dispose();

    protected override void Dispose(bool disposing) => _region.Dispose();
}
