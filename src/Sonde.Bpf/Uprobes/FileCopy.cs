using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Bpf;

/// <summary>A file's bytes in memory of their own, outside the managed heap: dispose it.</summary>
/// <remarks>Not mapped: reading a mapping of a file that somebody shortens, who may live in a container, would end this process.</remarks>
internal sealed unsafe class FileCopy : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _start;

    private FileCopy(int length)
    {
        _length = length;
        _start = (byte*)NativeMemory.Alloc((nuint)length);
    }

    /// <exception cref="IOException">It cannot be read, is empty, or 2 GiB or larger.</exception>
    public static FileCopy Read(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length is 0 or > int.MaxValue)
            throw new IOException($"{path} has {length} bytes: it is no binary that can be read.");
        var copy = new FileCopy((int)length);
        try
        {
            copy.Fill(file, path);
            return copy;
        }
        catch
        {
            copy.Dispose(true);
            throw;
        }
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
    }

    private void Fill(SafeFileHandle file, string path)
    {
        Span<byte> bytes = GetSpan();
        for (int done = 0; done < _length;)
        {
            int read = RandomAccess.Read(file, bytes[done..], done);
            if (read == 0)
                throw new IOException($"{path} became shorter while it was read.");
            done += read;
        }
    }
}
