using System.Buffers;
using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>The bytes of a file in native memory: megabytes that the garbage collector need not carry.</summary>
/// <remarks>There is no finalizer on purpose: it could free the memory under a span whose owner nobody holds any more.</remarks>
internal sealed unsafe class NativeBytes : MemoryManager<byte>
{
    private byte* _start;
    private readonly int _length;

    private NativeBytes(int length)
    {
        _start = (byte*)NativeMemory.Alloc((nuint)length);
        _length = length;
    }

    public static NativeBytes Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var bytes = new NativeBytes(checked((int)file.Length));
        try
        {
            file.ReadExactly(bytes.GetSpan());
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex, default, this);

    public override void Unpin()
    {
    }

    public void Dispose() => Dispose(disposing: true);

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
